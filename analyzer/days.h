// Days as people type them: "2026-11-01", "today", "yesterday", "7d", "last-week". UTC days, as
// reports have them.
#pragma once

#include "schema/timestamp.h"

#include <optional>
#include <string_view>

namespace tlsward {

struct DayRange {
  Day first;
  Day last;  // included

  bool operator==(const DayRange&) const = default;
};

// The days that the text means on the day `today`: one day, "7d" being the day 7 days before, or
// for "last-week" Monday to Sunday of the week before this one. Absent for anything else.
std::optional<DayRange> parse_days(std::string_view text, Day today);

// The day to come, or `today`, that the text means: "2026-12-24", or "30d" for 30 days after today.
// Absent for anything else.
std::optional<Day> parse_day_ahead(std::string_view text, Day today);

// What the texts may be, for help and error messages; the second where it must be one day.
inline constexpr std::string_view kDayForms =
    "2026-11-01, today, yesterday, 7d (7 days ago) or last-week";
inline constexpr std::string_view kOneDayForms = "2026-11-01, today, yesterday or 7d (7 days ago)";
inline constexpr std::string_view kDayAheadForms = "2026-12-24 or 30d";

}  // namespace tlsward
