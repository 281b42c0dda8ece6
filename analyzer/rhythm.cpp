#include "analyzer/rhythm.h"

#include <algorithm>
#include <array>
#include <optional>

namespace tlsward {
namespace {

using std::chrono::days;

constexpr int kWeekly = 3;        // gaps of about a week
constexpr days kPatience{28};     // for who is silent
constexpr int kLongestPause = 4;  // of who reports daily: a long weekend

std::ptrdiff_t count_after(std::span<const Day> all, Day day) {
  return all.end() - std::ranges::upper_bound(all, day);
}

bool is_daily(std::span<const Day> all) {
  const Day end = all.back();
  return count_after(all, end - days(14)) >= 10 || count_after(all, end - days(7)) >= 5;
}

std::vector<int> gaps_of(std::span<const Day> all) {
  std::vector<int> gaps;
  for (std::size_t i = 1; i < all.size(); ++i)
    gaps.push_back(static_cast<int>((all[i] - all[i - 1]).count()));
  return gaps;
}

bool is_weekly(std::span<const int> gaps) {
  return gaps.size() >= kWeekly &&
         std::ranges::all_of(gaps.last(kWeekly), [](int gap) { return gap >= 6 && gap <= 8; });
}

// The longest pause of the last four weeks that came at least twice.
int usual_pause(std::span<const Day> all) {
  std::array<int, kLongestPause + 1> times{};
  for (const int gap : gaps_of(all.last(static_cast<std::size_t>(
           std::min<std::ptrdiff_t>(std::ssize(all), count_after(all, all.back() - days(28)))))))
    if (gap <= kLongestPause) ++times.at(static_cast<std::size_t>(gap));
  int longest = 1;
  for (int gap = 2; gap <= kLongestPause; ++gap)
    if (times.at(static_cast<std::size_t>(gap)) >= 2) longest = gap;
  return longest;
}

std::optional<Silence> silence_of(const ReporterDays& reporter, std::span<const Day> all, Day day) {
  if (all.empty() || all.back() == day || day - all.back() > kPatience) return {};
  const Habit habit = learn_habit(all);
  const auto silent = (day - all.back()).count();
  if (habit.rhythm == Rhythm::none || silent < habit.days_between) return {};
  return Silence{.reporter = &reporter,
                 .rhythm = habit.rhythm,
                 .last = all.back(),
                 .is_news = silent == habit.days_between};
}

}  // namespace

std::string_view name(Rhythm rhythm) {
  switch (rhythm) {
    case Rhythm::daily:
      return "daily";
    case Rhythm::weekly:
      return "weekly";
    case Rhythm::none:
      return "none";
  }
  return "none";
}

Habit learn_habit(std::span<const Day> all) {
  if (all.empty()) return {};
  if (is_daily(all)) return {.rhythm = Rhythm::daily, .days_between = usual_pause(all)};
  constexpr int week_and_a_day = 8;
  if (is_weekly(gaps_of(all))) return {.rhythm = Rhythm::weekly, .days_between = week_and_a_day};
  return {};
}

std::vector<Silence> find_silent(std::span<const ReporterDays> reporters, Day day) {
  std::vector<Silence> silent;
  for (const ReporterDays& reporter : reporters) {
    const bool proven = learn_habit(reporter.proven_days).rhythm != Rhythm::none;
    const auto found = silence_of(reporter, proven ? reporter.proven_days : reporter.days, day);
    if (found) silent.push_back(*found);
  }
  return silent;
}

}  // namespace tlsward
