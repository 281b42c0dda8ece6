// Tests web/chart.cpp: what is drawn is what was counted, and no report is not nothing failed.
#include "web/chart.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace tlsward {
namespace {

const Day kDay = *parse_day("2026-11-23");

nlohmann::ordered_json drawn(std::map<Day, Sessions> days, int count) {
  const Chart chart{.first = kDay - std::chrono::days(count - 1),
                    .last = kDay,
                    .days = std::move(days),
                    .link = [](Day day) { return "/?day=" + format_day(day); }};
  return chart_values(chart, english());
}

TEST_CASE("bars are as high as their share of the scale, and failures are always seen") {
  struct {
    Sessions sessions;
    const char* top;
    const char* ok_height;
    const char* failed_height;
  } const cases[] = {{{100, 0}, "100", "100.00", "0.00"},
                     {{50, 50}, "100", "50.00", "50.00"},
                     {{9'693, 316}, "12,000", "80.77", "2.63"},
                     {{1'000'000, 1}, "1,200,000", "83.33", "2.00"},
                     {{0, 7}, "8", "0.00", "87.50"},
                     {{0, 0}, "2", "0.00", "0.00"},
                     {{INT64_MAX, INT64_MAX}, "10,000,000,000,000,000,000", "", ""}};
  for (const auto& c : cases) {
    CAPTURE(c.sessions.successful);
    const auto values = drawn({{kDay, c.sessions}}, 1);
    const auto& bar = values["bars"][0];
    if (c.sessions.successful == INT64_MAX) {
      CHECK(bar["sessions"] == "9,223,372,036,854,775,807");
      continue;
    }
    CHECK(values["top"] == c.top);
    CHECK(bar["ok_height"] == c.ok_height);
    CHECK(bar["failed_height"] == c.failed_height);
  }
}

TEST_CASE("a day without a report is a gap, and the words tell how many there are") {
  const auto values = drawn({{kDay, {10, 2}}, {kDay - std::chrono::days(2), {0, 0}}}, 3);
  CHECK(values["bars"].size() == 3);
  CHECK(values["bars"][0]["is_gap"] == false);
  CHECK(values["bars"][1]["is_gap"] == true);
  CHECK(values["bars"][1]["link"] == "/?day=2026-11-22");
  CHECK(values["summary"] ==
        "Sat 21 Nov 2026 to Mon 23 Nov 2026: 12 sessions, failed: 2, days without a report: 1.");
  CHECK(values["labels"] == nlohmann::ordered_json{"21 Nov", "22 Nov", "23 Nov"});
}

}  // namespace
}  // namespace tlsward
