#include "web/chart.h"

#include "analyzer/grouping.h"
#include "analyzer/wording.h"
#include "web/day_drawing.h"
#include "web/table_data.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace tlsward {
namespace {

using nlohmann::ordered_json;
using std::chrono::days;

constexpr double kLeast = 2;  // so that one failed session among millions is seen
constexpr int kLabels = 4;
constexpr int kFewDays = 7;      // that are all labelled
constexpr int kMostRooms = 100;  // days of more are too narrow to point at

// The next round number that is not smaller, an even one, so that its half is whole.
std::int64_t round_up(std::int64_t number) {
  for (std::int64_t unit = 1;; unit *= 10)
    for (const std::int64_t step : {2, 4, 6, 8, 10, 12, 16})
      if (step * unit >= number || unit > INT64_MAX / 100) return step * unit;
}

double height_of(std::int64_t sessions, std::int64_t top) {
  if (sessions == 0) return 0;
  return std::max(kLeast,
                  static_cast<double>(sessions) / static_cast<double>(top) * kDrawingHeight);
}

class Drawing {
 public:
  Drawing(const Chart& chart, const Language& language)
      : chart_(chart), language_(language), drawing_(chart.first, chart.last) {
    for (const auto& [day, sessions] : chart.days)
      top_ = std::max(top_, sessions.total());
    top_ = round_up(std::max<std::int64_t>(top_, 1));
  }

  ordered_json values() const {
    ordered_json values{{"days", ordered_json::array()},
                        {"rooms", ordered_json::array()},
                        {"labels", ordered_json::array()}};
    for (Day day = chart_.first; day <= chart_.last; day += days(1)) {
      values["days"].push_back(row(day));
      if (count() > kMostRooms) continue;
      values["rooms"].push_back(values["days"].back());
      values["rooms"].back()["words"] = day_in_words(day, language_);
      values["rooms"].back()["path"] = drawing_.room(day);
    }
    add_paths(values);
    const int labels = static_cast<int>(count() <= kFewDays ? count() : kLabels);
    for (int i = 0; i < labels; ++i)
      values["labels"].push_back(
          short_day(chart_.first + days((count() - 1) * i / std::max(labels - 1, 1))));
    values["all_labelled"] = labels == static_cast<int>(count());
    values["top"] = grouped(top_, language_);
    values["half"] = grouped(top_ / 2, language_);
    values["summary"] = summary();
    values["failed_only"] = chart_.failed_only;
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

  void add_paths(ordered_json& values) const {
    std::string good;
    std::string failed;
    std::vector<Day> reported;
    for (const auto& [day, sessions] : chart_.days) {
      const double low = height_of(sessions.failed, top_);
      const double high = std::min(low + height_of(sessions.successful, top_), kDrawingHeight);
      failed += drawing_.bar(day, 0, low);
      good += drawing_.bar(day, low, high);
      reported.push_back(day);
    }
    values["good"] = std::move(good);
    values["failed"] = std::move(failed);
    values["gaps"] = drawing_.gaps(reported);
  }

  ordered_json row(Day day) const {
    ordered_json values{{"day", format_day(day)}, {"link", chart_.link(day)}};
    const auto found = chart_.days.find(day);
    values["is_gap"] = found == chart_.days.end();
    if (found == chart_.days.end()) return values;
    const Sessions& sessions = found->second;
    values["sessions"] = grouped(sessions.total(), language_);
    values["failed"] = grouped(sessions.failed, language_);
    values["rate"] = sessions.total() == 0 ? "-" : percent(failed_share(sessions), language_);
    return values;
  }

  std::string summary() const {
    if (chart_.days.empty())
      return put_in(language_.text("pages.chart-nothing"),
                    {{"first", day_in_words(chart_.first, language_)},
                     {"last", day_in_words(chart_.last, language_)}});
    Sessions all;
    for (const auto& [day, sessions] : chart_.days)
      all += sessions;
    return put_in(
        language_.text(chart_.failed_only ? "pages.chart-failed-only" : "pages.chart-summary"),
        {{"first", day_in_words(chart_.first, language_)},
         {"last", day_in_words(chart_.last, language_)},
         {"sessions", counted(all.total(), "session", language_)},
         {"failed", grouped(all.failed, language_)},
         {"missing", grouped(count() - static_cast<std::int64_t>(chart_.days.size()), language_)}});
  }

  const Chart& chart_;
  const Language& language_;
  DayDrawing drawing_;
  std::int64_t top_ = 0;
};

}  // namespace

ordered_json chart_values(const Chart& chart, const Language& language) {
  return Drawing(chart, language).values();
}

Response chart_data(const Chart& chart, Format format) {
  auto rows = ordered_json::array();
  for (Day day = chart.first; day <= chart.last; day += days(1)) {
    const auto found = chart.days.find(day);
    ordered_json row{{"day", format_day(day)}, {"successful", nullptr}, {"failed", nullptr}};
    if (found != chart.days.end()) {
      if (!chart.failed_only) row["successful"] = found->second.successful;
      row["failed"] = found->second.failed;
    }
    rows.push_back(std::move(row));
  }
  const std::vector<Column> columns = {{"day", "DAY"},
                                       {"successful", "SUCCESSFUL", ColumnKind::number},
                                       {"failed", "FAILED", ColumnKind::failures}};
  return table_data("days", format, columns, rows);
}

}  // namespace tlsward
