// collector/intake.cpp: several reports in one delivery.
#include "collector/intake.h"
#include "collector/unpack.h"
#include "schema/deliveries.h"
#include "tests/support/house.h"
#include "tests/support/report_text.h"
#include "tests/support/zip.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

namespace tlsward {

using tests::House;
using tests::reason_of;
using tests::ReportText;
using tests::zip;

namespace {

bool has_text_after(House& house, const Settled& settled) {
  const auto stored = house.store->reports().find(settled.report.value());
  return std::ranges::any_of(stored->report.deviations, [](const Deviation& deviation) {
    return deviation.code == DeviationCode::text_after_document;
  });
}

}  // namespace

TEST_CASE("a zip is a delivery for each report in it, and tells of each") {
  House house;
  const std::string first = ReportText{.failed = 1}.json();
  const std::string second = ReportText{.report_id = "2", .failed = 2}.json();
  const auto settled = house.take_all(
      zip({{"x/1.json", first}, {"2.json.gz", gzip(second)}, {"3.json", "[]"}, {"4.json", first}}),
      Trust::vouched, "file", "old/archive.zip");
  REQUIRE(settled.size() == 4);
  CHECK(settled[0].outcome == Outcome::stored);
  CHECK(settled[0].source == "old/archive.zip: x/1.json");
  CHECK(house.store->deliveries().raw(*settled[0].delivery) == first);
  CHECK(settled[1].outcome == Outcome::stored);
  CHECK(house.store->deliveries().raw(*settled[1].delivery) == second);
  CHECK(settled[2].outcome == Outcome::refused);
  CHECK(settled[2].source == "old/archive.zip: 3.json");
  CHECK(reason_of(settled[2]) == "not-a-report");
  CHECK(settled[3].outcome == Outcome::duplicate);
  CHECK(house.failures() == 3);
  CHECK(house.store->deliveries().find(*settled[1].delivery)->file_name == "2.json.gz");
}

TEST_CASE("reports that stand one after the other are each one of its own") {
  const auto numbered = [](int number) {
    return ReportText{.report_id = std::to_string(number), .failed = 1}.json();
  };
  const std::string one = numbered(1);
  const std::string two = numbered(2);
  const struct {
    std::string what;
    std::string bytes;
  } cases[] = {
      {"lines", one + "\n" + two + "\n"},
      {"gzip of two members", gzip(one) + gzip(two)},
      {"an array", "[" + one + ",\n" + two + "]"},
      {"an array in gzip", gzip("[ " + one + ",\n" + two + "]")},
  };
  for (const auto& [what, bytes] : cases) {
    CAPTURE(what);
    House house;
    const auto settled = house.take_all(bytes, Trust::vouched, "file", "all.json");
    REQUIRE(settled.size() == 2);
    CHECK(settled[0].outcome == Outcome::stored);
    CHECK(settled[0].source == "all.json: document 1");
    CHECK(settled[1].outcome == Outcome::stored);
    CHECK(settled[1].source == "all.json: document 2");
    CHECK(house.store->deliveries().raw(*settled[1].delivery) == two);
    CHECK_FALSE(has_text_after(house, settled[0]));
    CHECK_FALSE(has_text_after(house, settled[1]));
    CHECK(house.failures() == 2);
    CHECK(house.take(two).outcome == Outcome::duplicate);
  }
}

TEST_CASE("a broken document between good ones is kept aside, and they are stored") {
  House house;
  const std::string good = ReportText{.failed = 1}.json();
  const std::string last = ReportText{.report_id = "2", .failed = 1}.json();
  const auto settled = house.take_all(good + "\n" + good.substr(0, 200) + "\n" + last + "\nbye");
  REQUIRE(settled.size() == 3);
  CHECK(settled[0].outcome == Outcome::stored);
  CHECK(reason_of(settled[1]) == "not-understood");
  CHECK(house.store->deliveries().raw(*settled[1].delivery) == good.substr(0, 200));
  CHECK(settled[2].outcome == Outcome::stored);
  CHECK_FALSE(has_text_after(house, settled[0]));
  CHECK(has_text_after(house, settled[2]));
  CHECK(house.intake.release(*house.store, *settled[1].delivery)->size() == 1);
}

TEST_CASE("one of several documents that is set aside is released alone") {
  House house;
  const auto settled = house.take_all(ReportText{.policy_domain = "example.net"}.json() +
                                      ReportText{.failed = 1}.json());
  REQUIRE(settled.size() == 2);
  CHECK(reason_of(settled[0]) == "not-ours");
  const auto released = house.intake.release(*house.store, *settled[0].delivery);
  REQUIRE(released->size() == 1);
  CHECK(released->front().outcome == Outcome::stored);
  CHECK(released->front().source == "report.json: document 1");
}

TEST_CASE("the documents of all of a delivery's texts are bounded together") {
  Limits limits;
  limits.max_documents = 3;
  const std::string one = ReportText{.report_id = "1"}.json();
  const std::string two = one + ReportText{.report_id = "2"}.json();
  const struct {
    std::string what;
    std::string bytes;
    std::size_t stored;
  } cases[] = {
      {"three", two + ReportText{.report_id = "3"}.json(), 3},
      {"four", two + two, 0},
      {"three in a zip", zip({{"1.json", two}, {"2.json", one}}), 3},
      {"four in a zip", zip({{"1.json", two}, {"2.json", two}}), 0},
  };
  for (const auto& [what, bytes, stored] : cases) {
    CAPTURE(what);
    House house(limits);
    const auto settled = house.take_all(bytes);
    CHECK(settled.size() == (stored == 0 ? 1 : stored));
    if (stored == 0)
      CHECK(settled.front().rejection->detail.find("max_documents") != std::string::npos);
    CHECK(house.reports().empty() == (stored == 0));
  }
}

}  // namespace tlsward
