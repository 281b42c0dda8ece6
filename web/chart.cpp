#include "web/chart.h"

#include "analyzer/grouping.h"
#include "analyzer/wording.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>

namespace tlsward {
namespace {

using nlohmann::ordered_json;
using std::chrono::days;

constexpr double kWidth = 1000;
constexpr double kHeight = 100;
constexpr double kLeast = 2;       // so that one failed session among millions is seen
constexpr double kBarShare = 0.8;  // of a day's room
constexpr int kLabels = 4;
constexpr int kFewDays = 7;  // that are all labelled

// The next round number that is not smaller, an even one, so that its half is whole.
std::int64_t round_up(std::int64_t number) {
  for (std::int64_t unit = 1;; unit *= 10)
    for (const std::int64_t step : {2, 4, 6, 8, 10, 12, 16})
      if (step * unit >= number || unit > INT64_MAX / 100) return step * unit;
}

std::string fixed(double number) {
  return fmt::format("{:.2f}", number);
}

double height_of(std::int64_t sessions, std::int64_t top) {
  if (sessions == 0) return 0;
  return std::max(kLeast, static_cast<double>(sessions) / static_cast<double>(top) * kHeight);
}

class Drawing {
 public:
  Drawing(const Chart& chart, const Language& language)
      : chart_(chart), language_(language), slot_(kWidth / static_cast<double>(count())) {
    for (const auto& [day, sessions] : chart.days)
      top_ = std::max(top_, sessions.total());
    top_ = round_up(std::max<std::int64_t>(top_, 1));
  }

  ordered_json values() const {
    ordered_json values{{"bars", ordered_json::array()}, {"labels", ordered_json::array()}};
    for (Day day = chart_.first; day <= chart_.last; day += days(1))
      values["bars"].push_back(bar(day));
    const int labels = static_cast<int>(count() <= kFewDays ? count() : kLabels);
    for (int i = 0; i < labels; ++i)
      values["labels"].push_back(
          short_day(chart_.first + days((count() - 1) * i / std::max(labels - 1, 1))));
    values["top"] = grouped(top_, language_);
    values["half"] = grouped(top_ / 2, language_);
    values["summary"] = summary();
    return values;
  }

 private:
  std::int64_t count() const { return (chart_.last - chart_.first).count() + 1; }

  std::string short_day(Day day) const {
    // "Mon 23 Nov 2026" without the weekday and the year.
    const std::string words = day_in_words(day, language_);
    const auto begin = words.find(' ') + 1;
    return words.substr(begin, words.rfind(' ') - begin);
  }

  ordered_json bar(Day day) const {
    const double x = slot_ * static_cast<double>((day - chart_.first).count());
    ordered_json bar{{"day", format_day(day)},   {"words", day_in_words(day, language_)},
                     {"link", chart_.link(day)}, {"x", fixed(x + slot_ * (1 - kBarShare) / 2)},
                     {"slot_x", fixed(x)},       {"width", fixed(slot_ * kBarShare)},
                     {"slot", fixed(slot_)}};
    const auto found = chart_.days.find(day);
    bar["is_gap"] = found == chart_.days.end();
    if (found == chart_.days.end()) return bar;
    const Sessions& sessions = found->second;
    const double failed = height_of(sessions.failed, top_);
    const double successful = std::min(height_of(sessions.successful, top_), kHeight - failed);
    bar["failed_height"] = fixed(failed);
    bar["failed_y"] = fixed(kHeight - failed);
    bar["ok_height"] = fixed(successful);
    bar["ok_y"] = fixed(kHeight - failed - successful);
    bar["sessions"] = grouped(sessions.total(), language_);
    bar["failed"] = grouped(sessions.failed, language_);
    bar["rate"] = sessions.total() == 0 ? "-" : percent(failed_share(sessions), language_);
    bar["has_failed"] = sessions.failed > 0;
    return bar;
  }

  std::string summary() const {
    Sessions all;
    for (const auto& [day, sessions] : chart_.days)
      all += sessions;
    return put_in(
        language_.text("pages.chart-summary"),
        {{"first", day_in_words(chart_.first, language_)},
         {"last", day_in_words(chart_.last, language_)},
         {"sessions", counted(all.total(), "session", language_)},
         {"failed", grouped(all.failed, language_)},
         {"missing", grouped(count() - static_cast<std::int64_t>(chart_.days.size()), language_)}});
  }

  const Chart& chart_;
  const Language& language_;
  double slot_;
  std::int64_t top_ = 0;
};

}  // namespace

ordered_json chart_values(const Chart& chart, const Language& language) {
  return Drawing(chart, language).values();
}

}  // namespace tlsward
