// Tests analyzer/rhythm.cpp: habits of reporters, and when they are broken.
#include "analyzer/rhythm.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace tlsward {
namespace {

using std::chrono::days;

const Day kDay = *parse_day("2026-11-23");  // a Monday

std::vector<Day> back(std::vector<int> numbers) {
  std::vector<Day> result;
  for (const int n : numbers)
    result.push_back(kDay - days(n));
  std::ranges::sort(result);
  return result;
}

// All from `first` to `last` days ago; on weekends too, or not.
std::vector<Day> every_day(int first, int last, bool weekends = true) {
  std::vector<Day> result;
  for (int n = first; n >= last; --n) {
    const auto weekday = std::chrono::weekday(kDay - days(n)).iso_encoding();
    if (weekends || weekday <= 5) result.push_back(kDay - days(n));
  }
  return result;
}

ReporterDays reporter(std::vector<Day> reported) {
  return {.reporter = "a.example", .domain = Domain("example.com"), .days = std::move(reported)};
}

TEST_CASE("a habit is learnt from the last reports") {
  struct {
    const char* what;
    std::vector<Day> days;
    Rhythm want;
    int days_between;
  } const cases[] = {
      {"nothing", {}, Rhythm::none, 0},
      {"once", back({3}), Rhythm::none, 0},
      {"five days", every_day(5, 1), Rhythm::daily, 1},
      {"four days", every_day(4, 1), Rhythm::none, 0},
      {"ten of fourteen", back({14, 13, 12, 11, 10, 9, 8, 7, 6, 1}), Rhythm::daily, 1},
      {"working days", every_day(60, 3, false), Rhythm::daily, 3},
      {"away once", back({20, 19, 18, 17, 16, 12, 11, 10, 9, 8, 7, 6, 5}), Rhythm::daily, 1},
      {"Mondays", back({28, 21, 14, 7}), Rhythm::weekly, 8},
      {"about weekly", back({27, 21, 13, 7}), Rhythm::weekly, 8},
      {"twice weekly apart", back({21, 14, 7}), Rhythm::none, 0},
      {"when there is mail", back({80, 44, 41, 20, 6}), Rhythm::none, 0},
  };
  for (const auto& c : cases) {
    CAPTURE(c.what);
    const Habit habit = learn_habit(c.days);
    CHECK(name(habit.rhythm) == name(c.want));
    CHECK(habit.days_between == c.days_between);
  }
}

TEST_CASE("a reporter is silent once its own habit is broken, and news on one day only") {
  struct {
    const char* what;
    std::vector<Day> days;
    bool silent;
    bool news;
  } const cases[] = {
      {"here", every_day(9, 0), false, false},
      {"daily, missing today", every_day(9, 1), true, true},
      {"daily, missing since yesterday", every_day(9, 2), true, false},
      {"daily, gone for four weeks", every_day(40, 28), true, false},
      {"daily, gone for longer", every_day(40, 29), false, false},
      {"working days, on a Monday", every_day(60, 3, false), true, true},
      {"weekly, due", back({28, 21, 14, 7}), false, false},
      {"weekly, a day over", back({29, 22, 15, 8}), true, true},
      {"weekly, two days over", back({30, 23, 16, 9}), true, false},
      {"when there is mail", back({80, 44, 41, 20, 6}), false, false},
  };
  for (const auto& c : cases) {
    CAPTURE(c.what);
    const std::vector reporters{reporter(c.days)};
    const auto silent = find_silent(reporters, kDay);
    CHECK(silent.size() == (c.silent ? 1 : 0));
    if (!silent.empty()) CHECK(silent[0].is_news == c.news);
  }
}

TEST_CASE("on a weekend nobody misses who writes on working days") {
  const std::vector reporters{reporter(every_day(60, 3, false))};
  CHECK(find_silent(reporters, kDay - days(2)).empty());
  CHECK(find_silent(reporters, kDay - days(1)).empty());
}

TEST_CASE("who reports daily in a way that is proof is not replaced by a stranger in its name") {
  ReporterDays daily = reporter(every_day(7, 0));
  daily.proven_days = every_day(7, 1);
  CHECK(find_silent(std::vector{daily}, kDay).size() == 1);
  daily.proven_days.push_back(kDay);
  CHECK(find_silent(std::vector{daily}, kDay).empty());
  daily.proven_days = back({7});
  CHECK(find_silent(std::vector{daily}, kDay).empty());
}

}  // namespace
}  // namespace tlsward
