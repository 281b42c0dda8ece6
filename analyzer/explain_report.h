// A report in plain words: needs neither configuration nor database.
#pragma once

#include "analyzer/language.h"
#include "schema/report.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace tlsward {

// What the report says: who, when, which policies, what failed and why, what was odd about it.
std::string explain_report(const Report& report, const Language& language = english());
nlohmann::ordered_json explain_report_json(const Report& report,
                                           const Language& language = english());

}  // namespace tlsward
