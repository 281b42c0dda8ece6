// Tests analyzer/report_list.cpp: the list of stored reports as `tlsward list` prints it.
#include "analyzer/report_list.h"

#include "tests/support/filled_store.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

using nlohmann::ordered_json;
using std::chrono::days;
using tests::make_failing_report;
using tests::make_report;
using tests::put;
using tests::two_reports;

const Day kDay = *parse_day("2026-11-23");

std::string listed(Store& store, const OutputOptions& output) {
  std::string text;
  list_reports(store, {}, output, [&](std::string_view piece) { text += piece; });
  return text;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("a list ends in its totals") {
  const auto store = two_reports(kDay);
  CHECK(listed(*store, {}) ==
        "ID  DAY         DOMAINS      REPORTER      OK  FAILED  COUNTS  TRUST            VIA    "
        "REPORT-ID               BELIEVED BECAUSE\n"
        " 2  2026-11-23  example.net  b.example     30     ! 3  yes     unauthenticated  https  "
        "2026-11-23_example.net  came by HTTPS, which anybody can use\n"
        " 1  2026-11-22  example.com  a.example  1,200       0  yes     vouched          file   "
        "2026-11-22_example.com  imported by the operator\n"
        "2 reports, 1,233 sessions, 3 failed\n");
  store->transact([&] { store->reports().set_counted(2, false); });
  const std::string uncounted = listed(*store, {});
  CHECK(uncounted.ends_with("2 reports, 1,200 sessions, 0 failed\n"));
  CHECK(has(uncounted, "! 3  no      unauthenticated"));
  const std::string narrow = listed(*store, {.width = 98});
  CHECK(has(narrow, "REPORT-ID"));
  CHECK_FALSE(has(narrow, "BELIEVED"));
}

TEST_CASE("a list's JSON has the promised members") {
  const auto store = two_reports(kDay);
  const auto json = ordered_json::parse(listed(*store, {.format = Format::json}));
  CHECK(json["schema"] == 1);
  const auto& row = json["reports"][0];
  std::vector<std::string> members;
  for (const auto& [key, value] : row.items())
    members.push_back(key);
  members.resize(13);
  CHECK(members == std::vector<std::string>{
                       "id", "organization_name", "report_id", "start_datetime", "end_datetime",
                       "policy_domains", "successful_session_count", "failure_session_count",
                       "received", "channel", "trust", "trust_reason", "deviations"});
  CHECK(row["policy_domains"] == ordered_json{"example.net"});
  CHECK(row["start_datetime"] == "2026-11-23T00:00:00Z");
  CHECK(row["failure_session_count"] == 3);
  CHECK(row["trust"] == "unauthenticated");
  CHECK(row["trust_reason"] == "came by HTTPS, which anybody can use");
  CHECK(row["deviations"] == 0);
}

TEST_CASE("an empty list has its totals, too") {
  const auto store = open_store(":memory:", Commits::each);
  CHECK(listed(*store, {}).ends_with("0 reports, 0 sessions, 0 failed\n"));
  CHECK(listed(*store, {.format = Format::json}) == "{\"schema\":1,\"reports\":[]}\n");
  CHECK(listed(*store, {.format = Format::ndjson}).empty());
}

TEST_CASE("who stops listening stops the list") {
  const auto store = two_reports(kDay);
  struct Stop {};
  CHECK_THROWS_AS(list_reports(*store, {}, {}, [](std::string_view) { throw Stop{}; }), Stop);
  CHECK(store->reports().list({}).size() == 2);  // nothing is left behind that would hinder
}

}  // namespace
}  // namespace tlsward
