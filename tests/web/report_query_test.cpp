// Tests web/report_query.cpp: which reports an address asks for, and the command that does.
#include "web/report_query.h"

#include "tests/support/filled_store.h"
#include "tests/support/test_dashboard.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

using tests::kVisitedDay;
using tests::TestDashboard;

// What was read of the query that a page was asked with last.
ReportQuery last_query;
std::string last_command;
Response read(const Visit& visit) {
  last_query = read_report_query(visit);
  last_command = list_command(visit, last_query);
  return {};
}

TEST_CASE("without a day it is the 30 days up to the newest report of the viewer") {
  const TestDashboard dashboard;
  dashboard.ask(read, {}, "/reports");
  CHECK(last_query.is_usual);
  CHECK(*last_query.filter.until == kVisitedDay);
  const auto store = dashboard.open();
  tests::put(*store, tests::make_report("a.example", "example.com", kVisitedDay, 1));
  tests::put(*store, tests::make_report("a.example", "example.org", *parse_day("2026-08-30"), 1));
  dashboard.ask(read, {.domains = {{Domain("example.org")}}}, "/reports");
  CHECK(format_day(*last_query.filter.until) == "2026-08-30");
  CHECK(format_day(*last_query.filter.since) == "2026-08-01");
  dashboard.ask(read, {}, "/reports?until=2026-11-20");
  CHECK_FALSE(last_query.is_usual);
  CHECK_FALSE(last_query.filter.since);
}

TEST_CASE("of the last days so many are taken as have no more reports than that") {
  const TestDashboard dashboard;
  const auto store = dashboard.open();
  const auto put = [&](int days_before, int reports) {
    for (int n = 0; n < reports; ++n)
      tests::put(*store, tests::make_report(std::to_string(n) + ".example", "example.org",
                                            kVisitedDay - std::chrono::days(days_before), 1));
  };
  put(0, 3);
  put(2, 2);
  put(5, 1);
  struct {
    std::int64_t most;
    int days_before;
  } const rows[] = {{1, 0}, {3, 0}, {4, 0}, {5, 2}, {6, 9}, {100, 9}};
  for (const auto& row : rows) {
    CAPTURE(row.most);
    CHECK(first_day_within(*store, {}, kVisitedDay - std::chrono::days(9), kVisitedDay, row.most) ==
          kVisitedDay - std::chrono::days(row.days_before));
  }
}

TEST_CASE("an address asks for what its command does, quoted for a shell") {
  const TestDashboard dashboard;
  struct {
    const char* query;
    const char* command;
  } const cases[] = {
      {"day=2026-11-23", "tlsward list --since 2026-11-23 --until 2026-11-23"},
      {"since=2026-11-01&failed=1&uncounted=1",
       "tlsward list --since 2026-11-01 --failed --uncounted"},
      {"until=2026-11-01&domain=Example.ORG.&type=STS-Webpki-Invalid&policy_type=STS",
       "tlsward list --domain example.org --type sts-webpki-invalid --policy-type sts "
       "--until 2026-11-01"},
      {"until=2026-11-01&reporter=Google+Inc.&mx=MX.example.org&ip=2001:DB8::7",
       "tlsward list --reporter 'Google Inc.' --mx mx.example.org --ip '2001:db8::7' "
       "--until 2026-11-01"},
      {"until=2026-11-01&q=%24(reboot)%27",
       "tlsward search --until 2026-11-01 -- '$(reboot)'\\'''"},
      {"until=2026-11-01&reporter=--config", "tlsward list --reporter=--config --until 2026-11-01"},
      {"since=soon&until=2026-11-01&trust=none", "tlsward list --until 2026-11-01"}};
  for (const auto& c : cases) {
    CAPTURE(c.query);
    dashboard.ask(read, {}, std::string("/reports?") + c.query);
    CHECK(last_command == c.command);
  }
}

TEST_CASE("an owner asks for none but theirs") {
  const TestDashboard dashboard;
  const Viewer owner{.domains = {{Domain("example.org"), Domain("example.net")}}};
  dashboard.ask(read, owner, "/reports?until=2026-11-01");
  CHECK(last_query.filter.domains == *owner.domains);
  CHECK(last_command ==
        "tlsward list --domain example.org --domain example.net --until 2026-11-01");
  dashboard.ask(read, owner, "/reports?domain=example.com");
  REQUIRE(last_query.filter.domains.size() == 1);
  CHECK(last_query.filter.domains.front() == Domain("nobody.invalid"));
  dashboard.ask(read, owner, "/reports?domain=mx.example.org");
  CHECK(last_query.filter.domains.front() == Domain("mx.example.org"));
  dashboard.ask(read, {.domains = std::vector<Domain>()}, "/reports");
  CHECK(last_query.filter.domains.size() == 1);
}

TEST_CASE("the daily sums tell the sessions where only days and domains are asked for") {
  const TestDashboard dashboard;
  for (const char* query : {"since=2026-11-01", "domain=example.org", "day=2026-11-02", ""}) {
    dashboard.ask(read, {}, std::string("/reports?") + query);
    CHECK(is_in_sums(last_query));
  }
  for (const char* query : {"reporter=a", "type=x", "policy_type=sts", "mx=mx.example.org",
                            "ip=192.0.2.7", "q=a", "failed=1", "uncounted=1", "trust=vouched"}) {
    CAPTURE(query);
    dashboard.ask(read, {}, std::string("/reports?") + query);
    CHECK_FALSE(is_in_sums(last_query));
  }
}

}  // namespace
}  // namespace tlsward
