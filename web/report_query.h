// Which reports a list is asked for: its whole state is in the address, so that it can be passed
// on, and typed as a command.
#pragma once

#include "schema/reports.h"
#include "web/visit.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tlsward {

struct ReportQuery {
  Filter filter;          // never of more domains than the viewer sees
  bool is_usual = false;  // no days were asked for: the last 30 up to the newest report
};

// By the query's domain, reporter, type, policy_type, mx, ip, q (part of any of them), day or since
// and until, failed, uncounted, trust. What is no day, and no trust, is as if it were not there.
ReportQuery read_report_query(const Visit& visit);

// From which day on until the last one these domains (none: all) have so many reports at the most,
// each counted once for each of its domains, and those that do not count not at all. `first` where
// they have no more; the newest day with any in any case.
Day first_day_within(Store& store, const std::vector<Domain>& domains, Day first, Day last,
                     std::int64_t most);

// Whether the daily sums tell the sessions of all these reports.
bool is_in_sums(const ReportQuery& query);

// "tlsward list --domain example.org --since 2026-11-01": the same reports on the command line,
// to be pasted into a shell.
std::string list_command(const Visit& visit, const ReportQuery& query);

}  // namespace tlsward
