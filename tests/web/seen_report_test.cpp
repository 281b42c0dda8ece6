// Tests web/seen_report.cpp: of a report about several domains an owner sees theirs alone.
#include "web/seen_report.h"

#include "tests/support/filled_store.h"
#include "tests/support/test_dashboard.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

using tests::kVisitedDay;

// One report about example.org (100 sessions) and example.net (10, of which 3 failed).
class Reported : public tests::TestDashboard {
 public:
  Reported() {
    Report report = tests::make_report("a.example", "example.org", kVisitedDay, 100);
    report.policies.push_back(report.policies[0]);
    report.policies[1].policy_domain = Domain("example.net");
    report.policies[1].summary = {7, 3};
    id = tests::put(*open(), report);
  }
  std::int64_t id = 0;
};

std::optional<SeenReport> last_report;
std::vector<std::optional<ReportRow>> last_rows;
Response look(const Visit& visit) {
  last_report = find_seen_report(visit, 1);
  last_rows.clear();
  for (ReportRow& row : visit.store.reports().list({}))
    last_rows.push_back(seen_row(visit, std::move(row)));
  return {};
}

TEST_CASE("who sees all sees the whole report") {
  const Reported dashboard;
  REQUIRE(dashboard.id == 1);
  dashboard.ask(look, {}, "/");
  REQUIRE(last_report);
  CHECK(last_report->is_whole);
  CHECK(last_report->stored.report.policies.size() == 2);
  REQUIRE(last_rows.size() == 1);
  CHECK(last_rows[0]->sessions == Sessions{107, 3});
}

TEST_CASE("an owner sees the entries, names and sessions of theirs") {
  const Reported dashboard;
  dashboard.ask(look, {.domains = {{Domain("example.net")}}}, "/");
  REQUIRE(last_report);
  CHECK_FALSE(last_report->is_whole);
  REQUIRE(last_report->stored.report.policies.size() == 1);
  CHECK(last_report->stored.report.policies[0].policy_domain == Domain("example.net"));
  CHECK(last_report->stored.lines.size() == 1);
  REQUIRE(last_rows[0]);
  CHECK(last_rows[0]->policy_domains == std::vector{Domain("example.net")});
  CHECK(last_rows[0]->sessions == Sessions{7, 3});
  dashboard.ask(look, {.domains = {{Domain("example.net"), Domain("example.org")}}}, "/");
  CHECK(last_report->is_whole);
}

TEST_CASE("who has no domain in it sees nothing of it") {
  const Reported dashboard;
  dashboard.ask(look, {.domains = {{Domain("example.com")}}}, "/");
  CHECK_FALSE(last_report);
  CHECK_FALSE(last_rows[0]);
}

}  // namespace
}  // namespace tlsward
