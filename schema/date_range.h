// The time that a report is about: from the two dates of its JSON or, without any, of its file name
// (RFC 8460 section 5.1), to one half-open range.
#pragma once

#include "schema/field_values.h"
#include "schema/timestamp.h"

#include <optional>
#include <string_view>

namespace tlsward {

// [start, end) in UTC; start < end.
struct DateRange {
  Timestamp start;
  Timestamp end;

  bool operator==(const DateRange&) const = default;
};

// The range between what a report says. An end of 23:59:59 and the next 00:00:00 are the same
// (Google and mail.ru); so is each xx:59:59, for hourly reports. Where one date is missing, the
// other is a day away; an end that is not after the start notes date_range_reversed and leaves the
// day that begins at the start. Absent if there is no date at all.
std::optional<DateRange> make_date_range(std::optional<Timestamp> start,
                                         std::optional<Timestamp> end, const Note& note);

// Whether it is what a report should be about (RFC 8460 section 4.1): one full UTC day.
bool is_utc_day(const DateRange& range);

// The range in a name like "sender.example!example.com!1795478400!1795564799!1.json.gz"; absent if
// it is no such name.
std::optional<DateRange> date_range_of_file(std::string_view file_name);

}  // namespace tlsward
