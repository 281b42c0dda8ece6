// Tests web/reporters_page.cpp: who reports, how often, how well.
#include "web/reporters_page.h"

#include "tests/support/filled_store.h"
#include "tests/support/test_dashboard.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

using std::chrono::days;
using tests::check_order;
using tests::has;
using tests::kVisitedDay;

// a.example reports every day, b.example did once, and otherwise than the RFC.
class Reported : public tests::TestDashboard {
 public:
  Reported() {
    const auto store = open();
    for (int before = 0; before < 14; ++before)
      tests::put(*store,
                 tests::make_report("a.example", "example.org", kVisitedDay - days(before), 10));
    Report odd = tests::make_report("b.example", "example.net", kVisitedDay - days(20), 10);
    odd.deviations = {{DeviationCode::zone_missing, "/date-range", 1}};
    tests::put(*store, odd, Trust::unauthenticated);
  }
};

TEST_CASE("reporters come with their rhythm, trust and deviations, the busiest first") {
  const std::string page = Reported().get("/reporters").body;
  check_order(page, {"<h1>Who reports, and how well?</h1>",
                     "href=\"/reports?reporter=a.example\">a.example</a>", ">14<",
                     "Mon 23 Nov 2026", ">daily<", "always proven", ">nothing<", ">b.example</a>",
                     "Tue 3 Nov 2026", "not regular", "never proven", "a date has no time zone",
                     "<code>zone-missing</code>, 1 report",
                     "tlsward top reporters --since 2026-10-25 --until 2026-11-23"});
}

TEST_CASE(
    "what is odd in a report about several domains is told to who sees all, not to an owner") {
  Reported dashboard;
  dashboard.options.scope.domains = {Domain("example.org"), Domain("example.net")};
  Report both = tests::make_report("c.example", "example.org", kVisitedDay, 10);
  both.policies.push_back(
      tests::make_report("c.example", "example.net", kVisitedDay, 10).policies[0]);
  both.deviations = {{DeviationCode::ip_unreadable, "/policies/1", 1}};
  tests::put(*dashboard.open(), both);
  CHECK(has(dashboard.get("/reporters").body, "<code>ip-unreadable</code>"));
  dashboard.viewer = {.name = "owner", .domains = std::vector{Domain("example.org")}};
  const std::string page = dashboard.get("/reporters").body;
  CHECK(has(page, ">c.example</a>"));
  CHECK_FALSE(has(page, "ip-unreadable"));
  CHECK_FALSE(has(page, ">nothing<"));
}

TEST_CASE("it is of the days and the domain that are asked for, also as a file") {
  const Reported dashboard;
  CHECK_FALSE(has(dashboard.get("/reporters?range=7").body, "b.example"));
  CHECK_FALSE(has(dashboard.get("/reporters?domain=example.net").body, ">a.example<"));
  CHECK(has(dashboard.get("/reporters?domain=example.com").body, "Nobody has reported"));
  const std::string json = dashboard.get("/reporters?of=reporters&as=json").body;
  CHECK(has(json, "\"organization_name\":\"a.example\""));
  CHECK(has(json, "\"deviations\":[\"zone-missing\"]"));
}

TEST_CASE("an owner sees who reports about theirs") {
  const Reported dashboard;
  const Viewer owner{.domains = {{Domain("example.org")}}};
  for (const char* target :
       {"/reporters", "/reporters?of=reporters&as=csv", "/reporters?domain=example.net"}) {
    const std::string body = dashboard.ask(reporters_page, owner, target).body;
    CHECK_FALSE(has(body, "b.example"));
    CHECK_FALSE(has(body, "zone-missing"));
  }
  CHECK(has(dashboard.ask(reporters_page, owner, "/reporters").body, ">a.example<"));
}

TEST_CASE("what strangers call themselves stays text") {
  const tests::TestDashboard dashboard;
  tests::put(*dashboard.open(),
             tests::make_report("<script>alert(1)</script>", "example.org", kVisitedDay, 1));
  CHECK_FALSE(has(dashboard.get("/reporters").body, "<script>alert"));
}

}  // namespace
}  // namespace tlsward
