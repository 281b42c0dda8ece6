#include "analyzer/days.h"

#include <charconv>

namespace tlsward {
namespace {

constexpr int kMostDays = 36500;

std::optional<int> parse_count_of_days(std::string_view text) {
  int days = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, days);
  const bool whole = error == std::errc{} && rest + 1 == end && *rest == 'd';
  return whole && days >= 0 && days <= kMostDays ? std::optional(days) : std::nullopt;
}

DayRange last_week(Day today) {
  const auto since_monday = std::chrono::weekday(today) - std::chrono::Monday;
  const Day monday = today - since_monday - std::chrono::days(7);
  return {monday, monday + std::chrono::days(6)};
}

}  // namespace

std::optional<DayRange> parse_days(std::string_view text, Day today) {
  const auto back = [&](int days) {
    const Day day = today - std::chrono::days(days);
    return DayRange{day, day};
  };
  if (text == "today") return back(0);
  if (text == "yesterday") return back(1);
  if (text == "last-week") return last_week(today);
  if (const auto days = parse_count_of_days(text)) return back(*days);
  if (const auto day = parse_day(text)) return DayRange{*day, *day};
  return {};
}

std::optional<Day> parse_day_ahead(std::string_view text, Day today) {
  if (const auto days = parse_count_of_days(text)) return today + std::chrono::days(*days);
  const auto day = parse_day(text);
  return day && *day >= today ? day : std::nullopt;
}

}  // namespace tlsward
