// What of a stored report a viewer sees: reports can be about several domains, and owners see the
// entries about theirs alone.
#pragma once

#include "schema/reports.h"
#include "web/visit.h"

#include <cstdint>
#include <optional>

namespace tlsward {

struct SeenReport {
  StoredReport stored;   // with the entries, and their lines, that the viewer sees
  bool is_whole = true;  // these are all
};

// Absent if there is none, or none of it is seen.
std::optional<SeenReport> find_seen_report(const Visit& visit, std::int64_t id);

// The list's row with the domains and sessions that the viewer sees; absent if there are none.
std::optional<ReportRow> seen_row(const Visit& visit, ReportRow row);

}  // namespace tlsward
