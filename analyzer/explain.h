// A result type, or a report, in plain words: needs neither configuration nor database.
#pragma once

#include "schema/report.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

namespace tlsward {

// What the type means and what to do; a type that is not registered is told so.
std::string explain_type(std::string_view result_type);
nlohmann::ordered_json explain_type_json(std::string_view result_type);

// What the report says: who, when, which policies, what failed and why, what was odd about it.
std::string explain_report(const Report& report);
nlohmann::ordered_json explain_report_json(const Report& report);

}  // namespace tlsward
