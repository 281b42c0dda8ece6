// What is known of the days before one: each line's sums, and who reported when. Read once for all
// that asks how it was: problems that last, rhythms of reporters, bars of seven days.
#pragma once

#include "schema/reports.h"
#include "schema/store.h"

#include <map>
#include <span>
#include <string_view>
#include <vector>

namespace tlsward {

// How many days, up to the one that is asked about, problems are made of; and of how many a digest
// tells, for which five weeks are enough to learn a weekly habit.
inline constexpr int kHistoryDays = 90;
inline constexpr int kDigestDays = 35;

// So many lines it pays to ask for by their names.
inline constexpr std::size_t kFewLines = 100;

// One line's sums of the days that have reports about it.
using LineHistory = std::map<Day, Sessions>;

struct History {
  Day first;
  Day day;                              // the last one
  std::vector<Domain> domains;          // it is of these lines and those below; empty: of all
  std::map<Domain, LineHistory> lines;  // that have any report
  std::vector<ReporterDays> reporters;  // by reporter, then line
};

// The history of so many days up to the day: two questions, however many lines. Throws what the
// Store throws.
History read_history(Store& store, std::vector<Domain> domains, Day day, int days);

// Few lines that are all of the domains asked for are looked for by their names: that is quicker
// than to look for all below the domains. `history` has every line that the filter's days can have.
void narrow_to_lines(Filter& filter, const History& history);

// The lines on which something failed, by day, the newest first; in each the lines by name.
std::map<Day, std::vector<Domain>, std::greater<>> failing_lines(const History& history);

// The days, ascending, on which the reporter said anything of the line: that is proof, or else that
// is none.
std::vector<Day> report_days(const History& history, std::string_view reporter, const Domain& line,
                             bool proof);

}  // namespace tlsward
