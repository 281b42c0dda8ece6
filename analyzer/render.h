// Values + template -> HTML, escaped by the template engine: C++ never joins HTML.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace tlsward {

// Templates that others take in as {{>name}}, by name. They outlive the call.
using Partials = std::span<const std::pair<std::string_view, std::string_view>>;

// The mustache template filled with the values (objects are sections, arrays lists, null and false
// absent). Everything put in by {{name}} is escaped. Throws std::runtime_error for a template that
// is none.
std::string render(std::string_view mustache, const nlohmann::ordered_json& values,
                   Partials partials = {});

}  // namespace tlsward
