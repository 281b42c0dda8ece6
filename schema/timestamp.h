// Points in time and days of reports: UTC only, RFC 3339 in text. Local time exists only where
// people are shown a clock.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace tlsward {

using Timestamp = std::chrono::sys_seconds;
using Day = std::chrono::sys_days;

// A date-time as a sender wrote it, and what was odd about it.
struct DateTime {
  Timestamp time;             // UTC, fraction cut off; 23:59:60 is the next 00:00:00
  bool zone_missing = false;  // taken as UTC (Microsoft, 2023-01 and 2024-03)
  bool zone_offset = false;   // +02:00 and the like, converted
  bool fraction = false;      // .000Z
  bool leap_second = false;   // :60
};

// Reads an RFC 3339 section 5.6 date-time, also with a blank for the T, lower-case t and z, an
// offset without its colon, 24:00:00, and without a zone. Absent for anything else: no such day or
// hour, trailing text, a time outside the years 0001..9999 (in UTC). Allocates nothing.
std::optional<DateTime> parse_datetime(std::string_view text);

// "2026-11-24T00:00:00Z".
std::string format_datetime(Timestamp time);

// Reads "2026-11-24". Absent for anything else.
std::optional<Day> parse_day(std::string_view text);

// "2026-11-24".
std::string format_day(Day day);

// The one UTC day on which a report over the half-open range [start, end) counts: the day that
// holds its middle. So Halon's local days and Stalwart's unaligned windows fall right.
Day report_day(Timestamp start, Timestamp end);

}  // namespace tlsward
