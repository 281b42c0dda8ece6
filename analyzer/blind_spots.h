// What a day's figures do not show: reporters that fell silent, reports that came late, that nobody
// can vouch for or that are in quarantine. Pure functions.
#pragma once

#include "analyzer/contradictions.h"
#include "schema/deliveries.h"
#include "schema/reports.h"

#include <span>
#include <string>
#include <vector>

namespace tlsward {

// Something that the day's figures do not show.
struct BlindSpot {
  std::string kind;  // "silent-reporter", "no-reports", "unknown-counts", "late", "quarantined",
                     // "refused", "conflict", "unauthenticated", "long-range", "deviations"
  std::string sentence;  // for people, printable
};

// What blind spots are found in: all about one day.
struct DayEvidence {
  Day day;
  std::vector<Entry> entries;               // of the day
  std::vector<ReporterDays> rhythms;        // of the 14 days before and the day itself
  std::vector<QuarantineCount> quarantine;  // received on the day and the one after
  std::vector<RefusedCount> refused;        // likewise
  std::vector<Domain> without_reports;      // lines that have none on the day
  Contradictions contradictions;
};

// Whether a report was due on `day`: there was one on at least 10 of the 14 days before, or on 5 of
// the 7. `days` is ascending.
bool is_daily(std::span<const Day> days, Day day);

// The reporters and lines that were due and are missing on the day. Of who reports daily in a way
// that is proof, an unauthenticated report is none.
std::vector<ReporterDays> find_silent(std::span<const ReporterDays> rhythms, Day day);

// All blind spots, the gravest first; one for each reporter that fell silent
// and each line that is contradicted, else one a kind.
std::vector<BlindSpot> find_blind_spots(const DayEvidence& evidence);

}  // namespace tlsward
