// Tests analyzer/days.cpp.
#include "analyzer/days.h"

#include <doctest/doctest.h>

#include <string>

namespace tlsward {

TEST_CASE("a day is typed in five ways") {
  const Day today = *parse_day("2026-11-24");  // a Tuesday
  const struct {
    std::string text;
    std::string first;
    std::string last;
  } cases[] = {
      {"2026-11-01", "2026-11-01", "2026-11-01"}, {"today", "2026-11-24", "2026-11-24"},
      {"yesterday", "2026-11-23", "2026-11-23"},  {"0d", "2026-11-24", "2026-11-24"},
      {"7d", "2026-11-17", "2026-11-17"},         {"last-week", "2026-11-16", "2026-11-22"}};
  for (const auto& [text, first, last] : cases) {
    CAPTURE(text);
    const auto days = parse_days(text, today);
    REQUIRE(days);
    CHECK(format_day(days->first) == first);
    CHECK(format_day(days->last) == last);
  }
}

TEST_CASE("last week ends on the Sunday before, whatever day it is") {
  const Day monday = *parse_day("2026-11-23");
  for (int offset = 0; offset < 7; ++offset) {
    CAPTURE(offset);
    const DayRange days = *parse_days("last-week", monday + std::chrono::days(offset));
    CHECK(days == DayRange{monday - std::chrono::days(7), monday - std::chrono::days(1)});
  }
}

TEST_CASE("a day to come is a date or a number of days") {
  const Day today = *parse_day("2026-11-24");
  struct {
    std::string text;
    std::optional<Day> want;
  } const cases[] = {{"30d", today + std::chrono::days(30)},
                     {"0d", today},
                     {"2026-11-24", today},
                     {"2026-12-24", today + std::chrono::days(30)},
                     {"2026-11-23", std::nullopt},
                     {"today", std::nullopt},
                     {"", std::nullopt}};
  for (const auto& test : cases) {
    CAPTURE(test.text);
    CHECK((parse_day_ahead(test.text, today) == test.want));
  }
}

TEST_CASE("what is no day is none") {
  for (const std::string text :
       {"", "d", "7", "-7d", "7dd", "99999d", "2026-11-31", "tomorrow", "Today", "last week"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_days(text, *parse_day("2026-11-24")));
  }
}

}  // namespace tlsward
