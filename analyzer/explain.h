// A result type, or a report, in plain words: needs neither configuration nor database.
#pragma once

#include "schema/report.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace tlsward {

// The registered type that a misspelt one means ("certificate_expired", "expired"); absent if none
// is near. A registered type is its own nearest.
std::optional<std::string_view> nearest_type(std::string_view text);

// What the type means and what to do; of a type that is not registered it says so, and explains the
// nearest one.
std::string explain_type(std::string_view result_type);
nlohmann::ordered_json explain_type_json(std::string_view result_type);

// What the report says: who, when, which policies, what failed and why, what was odd about it.
std::string explain_report(const Report& report);
nlohmann::ordered_json explain_report_json(const Report& report);

}  // namespace tlsward
