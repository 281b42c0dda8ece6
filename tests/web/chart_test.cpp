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
    const char* good;  // of a bar that goes from 100 to 900
    const char* failed;
  } const cases[] = {{{100, 0}, "100", "M100.00 0.00h800.00v100.00h-800.00z", ""},
                     {{50, 50},
                      "100",
                      "M100.00 0.00h800.00v50.00h-800.00z",
                      "M100.00 50.00h800.00v50.00h-800.00z"},
                     {{9'693, 316},
                      "12,000",
                      "M100.00 16.59h800.00v80.77h-800.00z",
                      "M100.00 97.37h800.00v2.63h-800.00z"},
                     {{1'000'000, 1},
                      "1,200,000",
                      "M100.00 14.67h800.00v83.33h-800.00z",
                      "M100.00 98.00h800.00v2.00h-800.00z"},
                     {{0, 7}, "8", "", "M100.00 12.50h800.00v87.50h-800.00z"},
                     {{0, 0}, "2", "", ""}};
  for (const auto& c : cases) {
    CAPTURE(c.sessions.successful);
    const auto values = drawn({{kDay, c.sessions}}, 1);
    CHECK(values["top"] == c.top);
    CHECK(values["good"] == c.good);
    CHECK(values["failed"] == c.failed);
  }
  const auto most = drawn({{kDay, {INT64_MAX, INT64_MAX}}}, 1);
  CHECK(most["days"][0]["sessions"] == "9,223,372,036,854,775,807");
}

TEST_CASE("each day has its room to point at, unless there are too many") {
  const auto month = drawn({{kDay, {10, 2}}}, 30);
  REQUIRE(month["rooms"].size() == 30);
  CHECK(month["rooms"][29]["path"] == "M966.67 0.00h33.33v100.00h-33.33z");
  CHECK(month["rooms"][29]["words"] == "Mon 23 Nov 2026");
  CHECK(month["rooms"][29]["failed"] == "2");
  const auto year = drawn({{kDay, {10, 2}}}, 365);
  CHECK(year["rooms"].empty());
  CHECK(year["days"].size() == 365);
}

TEST_CASE("a day without a report is a gap, and the words tell how many there are") {
  const auto values = drawn({{kDay, {10, 2}}, {kDay - std::chrono::days(2), {0, 0}}}, 3);
  CHECK(values["days"].size() == 3);
  CHECK(values["days"][0]["is_gap"] == false);
  CHECK(values["days"][1]["is_gap"] == true);
  CHECK(values["days"][1]["link"] == "/?day=2026-11-22");
  CHECK(values["gaps"] == "M333.33 99H666.67");
  CHECK(values["summary"] ==
        "Sat 21 Nov 2026 to Mon 23 Nov 2026: 12 sessions, failed: 2, days without a report: 1.");
  CHECK(values["labels"] == nlohmann::ordered_json{"21 Nov", "22 Nov", "23 Nov"});
}

TEST_CASE("a file has each day, and no numbers where nobody reported") {
  const Day first = *parse_day("2026-11-22");
  const Chart chart{.first = first,
                    .last = first + std::chrono::days(2),
                    .days = {{first, {.successful = 5, .failed = 1}},
                             {first + std::chrono::days(2), {.successful = 7, .failed = 0}}},
                    .link = [](Day) { return std::string(); }};
  CHECK(chart_data(chart, Format::csv).body ==
        "day,successful,failed\r\n2026-11-22,5,1\r\n2026-11-23,,\r\n2026-11-24,7,0\r\n");
}

}  // namespace
}  // namespace tlsward
