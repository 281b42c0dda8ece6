// How two dates, or the numbers in a file name, become one range.
#include "schema/date_range.h"

#include <algorithm>
#include <charconv>

namespace tlsward {
namespace {

constexpr std::chrono::hours kDay{24};

constexpr Timestamp kLast =  // a year has four digits
    std::chrono::sys_days{std::chrono::year{9999} / 12 / 31} + kDay - std::chrono::seconds{1};

// The second after the last one, for senders that name the last one.
Timestamp half_open(Timestamp end) {
  using std::chrono::hours;
  using std::chrono::seconds;
  const Timestamp next = end + seconds(1);
  return std::min(kLast, next == std::chrono::floor<hours>(next) ? next : end);
}

// Cuts the text up to the next "!" off the front and returns it.
std::string_view next_part(std::string_view& text) {
  const std::string_view part = text.substr(0, text.find('!'));
  text.remove_prefix(part.size() < text.size() ? part.size() + 1 : part.size());
  return part;
}

// Unix seconds, alone or before the extension.
std::optional<Timestamp> unix_seconds(std::string_view part) {
  std::int64_t seconds = 0;
  const std::string_view digits = part.substr(0, part.find('.'));
  const char* const end = digits.data() + digits.size();
  if (digits.size() > 11 || std::from_chars(digits.data(), end, seconds).ptr != end ||
      digits.empty()) {
    return std::nullopt;
  }
  return Timestamp(std::chrono::seconds(seconds));
}

}  // namespace

std::optional<DateRange> make_date_range(std::optional<Timestamp> start,
                                         std::optional<Timestamp> end, const Note& note) {
  if (end) end = half_open(*end);
  if (!start && !end) return std::nullopt;
  if (!start) return DateRange{*end - kDay, *end};
  if (end && *end > *start) return DateRange{*start, *end};
  if (end) note(DeviationCode::date_range_reversed);
  return DateRange{*start, half_open(*start + kDay)};
}

bool is_utc_day(const DateRange& range) {
  return range.end - range.start == kDay &&
         range.start == std::chrono::floor<std::chrono::days>(range.start);
}

std::optional<DateRange> date_range_of_file(std::string_view file_name) {
  next_part(file_name);
  next_part(file_name);
  const std::optional<Timestamp> begin = unix_seconds(next_part(file_name));
  const std::optional<Timestamp> end = unix_seconds(next_part(file_name));
  if (!begin || !end || half_open(*end) <= *begin) return std::nullopt;
  return DateRange{*begin, half_open(*end)};
}

}  // namespace tlsward
