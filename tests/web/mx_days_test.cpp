// Tests web/mx_days.cpp: which mail server failed on which day, drawn to one scale.
#include "web/mx_days.h"

#include "tests/support/filled_store.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace tlsward {
namespace {

using nlohmann::ordered_json;
using std::chrono::days;

const Day kLast = *parse_day("2026-11-23");

// Ten days: mx1 fails on two of them, mx2 on one; there is no report of the first three.
class TenDays {
 public:
  TenDays() {
    for (int before = 6; before >= 0; --before)
      put_failures(before, "clean.example", {});
    put_failures(4, "a.example", {{"mx1.example.org", 10}, {"mx2.example.org", 40}});
    put_failures(0, "a.example", {{"mx1.example.org", 1}});
    put_failures(0, "b.example", {{"mx1.example.org", 4}});
  }

  MxHistory history(std::size_t most = 10) const {
    return read_mx_history(store_->reports(), Domain("example.org"), kLast - days(9), kLast, most);
  }

  void put_failures(int before, const std::string& organization,
                    std::vector<std::pair<std::string, std::int64_t>> hosts,
                    const std::string& domain = "example.org") {
    Report report = tests::make_report(organization, domain, kLast - days(before), 100);
    std::int64_t all = 0;
    for (const auto& [mx, failed] : hosts) {
      report.policies[0].failure_details.push_back({.result_type = "certificate-expired",
                                                    .receiving_mx_hostname = Domain(mx),
                                                    .failed_session_count = failed});
      all += failed;
    }
    report.policies[0].summary.total_failure_session_count = all;
    tests::put(*store_, report);
  }

 private:
  std::unique_ptr<Store> store_ = open_store(":memory:", Commits::each);
};

TEST_CASE("each host and day with failed sessions is a row, the worst host first") {
  CHECK(mx_days_rows(TenDays().history()) ==
        ordered_json::parse(R"([{"mx":"mx2.example.org","day":"2026-11-19","failed":40},
                                {"mx":"mx1.example.org","day":"2026-11-19","failed":10},
                                {"mx":"mx1.example.org","day":"2026-11-23","failed":5}])"));
  CHECK(TenDays().history(1).hosts.size() == 1);
}

TEST_CASE(
    "bars stand at their days, as high as their share of the tallest, and gaps where no report "
    "is") {
  const auto values = mx_days_values(TenDays().history(), english());
  CHECK(values["top"] == "40");
  struct {
    const char* name;
    const char* failed;
    const char* bars;
    const char* last;
    const char* words;
  } const cases[] = {
      {"mx2.example.org", "40", "M510.00 0.00h80.00v100.00h-80.00z", "2026-11-19",
       "Failed on 1 day, first on Thu 19 Nov 2026, most on Thu 19 Nov 2026: 40."},
      {"mx1.example.org", "15",
       "M510.00 75.00h80.00v25.00h-80.00zM910.00 87.50h80.00v12.50h-80.00z", "2026-11-23",
       "Failed on 2 days, first on Thu 19 Nov 2026, most on Thu 19 Nov 2026: 10."}};
  REQUIRE(values["rows"].size() == std::size(cases));
  for (std::size_t i = 0; i < std::size(cases); ++i) {
    const ordered_json& row = values["rows"][i];
    CHECK(row["name"] == cases[i].name);
    CHECK(row["failed"] == cases[i].failed);
    CHECK(row["bars"] == cases[i].bars);
    CHECK(row["last"] == cases[i].last);
    CHECK(row["words"] == cases[i].words);
    CHECK(row["gaps"] == "M0.00 99H300.00");
  }
}

TEST_CASE("what is below the domain is among it, and another domain is not") {
  TenDays of;
  of.put_failures(0, "d.example", {{"mx1.example.org", 100}}, "mail.example.org");
  of.put_failures(0, "d.example", {{"mx1.example.org", 1000}}, "example.net");
  of.put_failures(0, "d.example", {{"mx1.example.org", 1000}}, "notexample.org");
  const MxHistory history = of.history();
  REQUIRE(history.hosts.size() == 2);
  CHECK(history.hosts[0].name == "mx1.example.org");
  CHECK(history.hosts[0].days.at(kLast) == 105);
}

TEST_CASE("one failed session among millions is seen") {
  TenDays of;
  of.put_failures(1, "c.example", {{"mx3.example.org", 5'000'000}});
  const auto values = mx_days_values(of.history(), english());
  CHECK(values["rows"][0]["failed"] == "5,000,000");
  CHECK(values["rows"][2]["bars"] ==
        "M510.00 94.00h80.00v6.00h-80.00zM910.00 94.00h80.00v6.00h-80.00z");
}

TEST_CASE("without failures there is nothing to draw") {
  const auto store = open_store(":memory:", Commits::each);
  const MxHistory history =
      read_mx_history(store->reports(), Domain("example.org"), kLast - days(6), kLast, 10);
  CHECK(history.hosts.empty());
  CHECK(mx_days_values(history, english())["rows"].empty());
}

}  // namespace
}  // namespace tlsward
