// Values + template -> HTML, escaped by the template engine: C++ never joins HTML.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

namespace tlsward {

// The mustache template filled with the values (objects are sections, arrays lists, null and false
// absent). Everything put in by {{name}} is escaped. Throws std::runtime_error for a template that
// is none.
std::string render(std::string_view mustache, const nlohmann::ordered_json& values);

}  // namespace tlsward
