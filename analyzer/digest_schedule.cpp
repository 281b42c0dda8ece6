#include "analyzer/digest_schedule.h"

#include <date/tz.h>

#include <algorithm>
#include <cassert>

namespace tlsward {
namespace {

using std::chrono::days;

constexpr std::chrono::minutes kUsualHour = std::chrono::hours(14);
constexpr days kWeekDays{7};
// The last day due is never further back: a week, and a day that a zone leaves out on either side.
constexpr days kFurthestBack{9};

// Without an hour of their own the owner's days are UTC's: 14:00 UTC is close to midnight in some
// zones, and on the one or the other side of it as their clocks change.
bool is_utc(const DigestSchedule& schedule) {
  return !schedule.hour || schedule.zone == "UTC";
}

Day local_day_of(const date::time_zone& zone, Timestamp time) {
  return Day(date::floor<date::days>(zone.to_local(time)).time_since_epoch());
}

std::optional<Timestamp> beside_gap(const date::time_zone& zone, Timestamp transition,
                                    Day local_day) {
  for (const Timestamp time : {transition, transition - std::chrono::seconds(1)})
    if (local_day_of(zone, time) == local_day) return time;
  return {};
}

bool is_monday(Day day) {
  return std::chrono::weekday(day) == std::chrono::Monday;
}

}  // namespace

std::vector<std::string> zone_names() {
  std::vector<std::string> names;
  for (const date::time_zone& zone : date::get_tzdb().zones)
    names.push_back(zone.name());
  return names;
}

std::optional<Timestamp> due_time(const DigestSchedule& schedule, Day local_day) {
  if (schedule.rhythm == DigestRhythm::weekly && !is_monday(local_day)) return {};
  const auto hour = schedule.hour.value_or(kUsualHour);
  if (is_utc(schedule)) return local_day + hour;
  const date::time_zone& zone = *date::locate_zone(schedule.zone);
  const date::local_seconds wanted(local_day.time_since_epoch() + hour);
  const date::local_info info = zone.get_info(wanted);
  if (info.result == date::local_info::nonexistent)
    return beside_gap(zone, info.first.end, local_day);
  return Timestamp(wanted.time_since_epoch() - info.first.offset);
}

Day latest_due_day(const DigestSchedule& schedule, Timestamp now) {
  Day day = std::chrono::floor<days>(now) + days(1);  // the zones east of UTC are a day ahead
  for (const Day last = day - kFurthestBack; day >= last; day -= days(1)) {
    const auto due = due_time(schedule, day);
    if (due && *due <= now) return day;
  }
  assert(false && "no digest was due for nine days");
  return day;
}

CoveredDays covered_days(const DigestSchedule& schedule, Timestamp now,
                         std::optional<Day> last_covered) {
  const auto due = due_time(schedule, latest_due_day(schedule, now));
  const Day last = std::chrono::floor<days>(due.value_or(now)) - days(1);
  const days usual = schedule.rhythm == DigestRhythm::weekly ? kWeekDays : days(1);
  const Day first = last_covered ? *last_covered + days(1) : last - usual + days(1);
  return {std::min(first, last + days(1)), last};
}

}  // namespace tlsward
