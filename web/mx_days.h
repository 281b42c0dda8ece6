// Failed sessions of a domain's mail servers per UTC day: rows of small bars, drawn to one scale.
// Reports name the mail server of failures only (RFC 8460 section 4.4: receiving-mx-hostname), so
// how many sessions went well at each is not known.
#pragma once

#include "analyzer/language.h"
#include "analyzer/list_output.h"
#include "schema/domain.h"
#include "schema/reports.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace tlsward {

// A mail server that has failed.
struct MxDays {
  std::string name;  // as reported: a stranger's text
  std::int64_t failed = 0;
  std::map<Day, std::int64_t> days;  // those with failed sessions, ascending
};

// Of a domain and the days from the first to the last.
struct MxHistory {
  Domain domain;
  Day first;
  Day last;
  std::vector<Day> reported;  // the days that have a report about the domain, ascending
  std::vector<MxDays> hosts;  // the most failed sessions first, of equals by name
};

// The hosts with the most failed sessions, so many at most.
MxHistory read_mx_history(Reports& reports, const Domain& domain, Day first, Day last,
                          std::size_t most);

// "rows": [{"name","failed","bars","gaps","words","last","query"}]: paths of web/day_drawing.h,
// words, the last day with failures, the query of these reports; "top": the failed sessions of the
// tallest bar. What is more than 0 is drawn at least 6 high.
nlohmann::ordered_json mx_days_values(const MxHistory& history, const Language& language);

// Each host and day with failed sessions, as rows of a file: mx, day, failed.
const std::vector<Column>& mx_days_columns();
nlohmann::ordered_json mx_days_rows(const MxHistory& history);

}  // namespace tlsward
