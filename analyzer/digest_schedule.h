// When an owner's digest is due and which days it covers: pure functions of the clock, so that
// there is exactly one for each owner and local day, whatever clocks and zones do. The one file
// that knows time zones (Howard Hinnant's tz over the system's tzdata); everything else is UTC.
#pragma once

#include "schema/timestamp.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace tlsward {

enum class DigestRhythm {
  daily,     // each local day
  problems,  // likewise, but days on which nothing is to be said have no mail
  weekly,    // on Monday
};

struct DigestSchedule {
  std::string zone = "UTC";  // an IANA name; the owner's days are this zone's, where `hour` is set
  std::optional<std::chrono::minutes> hour;  // after local midnight; absent: 14:00 UTC in any zone
  DigestRhythm rhythm = DigestRhythm::daily;
};

// UTC days, both inclusive; none where first > last.
struct CoveredDays {
  Day first;
  Day last;

  bool none() const { return first > last; }
};

// The system's zones and their other names, by name; empty where it has no tzdata.
std::vector<std::string> zone_names();

// When the digest of that local day is due. An hour that the clock leaves out is the first moment
// behind the gap that is on the day, or else the last one before it; of one that comes twice it is
// the first. Absent for a day that the zone has not (it moved over the date line), and with
// `weekly` for one that is no Monday. Throws std::runtime_error if there is no such zone.
std::optional<Timestamp> due_time(const DigestSchedule& schedule, Day local_day);

// The last local day whose digest is due by now: the key of the one to be sent, unless it was. One
// that was missed is not made up for; the next covers its days. Throws as due_time().
Day latest_due_day(const DigestSchedule& schedule, Timestamp now);

// The days that a digest made now covers: each after the last one covered, up to the one before it
// was due. One that is made late, in the night after an outage say, covers no more: of the day that
// has just ended most reports are still to come, and the next digest tells of it. Nothing was
// covered before: the one day, with `weekly` the seven up to it. None where a change of the clock
// brings a second digest into one UTC day, also where `last_covered` lies in the future.
// Throws as due_time().
CoveredDays covered_days(const DigestSchedule& schedule, Timestamp now,
                         std::optional<Day> last_covered);

}  // namespace tlsward
