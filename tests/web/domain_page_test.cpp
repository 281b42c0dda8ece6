// Tests web/domain_page.cpp: a domain's days, problems, set-up, policies and reporters.
#include "web/domain_page.h"

#include "tests/support/filled_store.h"
#include "tests/support/test_dashboard.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

using tests::check_order;
using tests::has;
using tests::kVisitedDay;

// Two weeks of reports by two, one of whom met an expired certificate on the last day.
class Reported : public tests::TestDashboard {
 public:
  Reported() {
    const auto store = open();
    for (int before = 14; before > 0; --before)
      for (const char* organization : {"a.example", "b.example"})
        tests::put(*store, tests::make_report(organization, "example.org",
                                              kVisitedDay - std::chrono::days(before), 100));
    tests::put(*store, tests::make_failing_report("a.example", "example.org", kVisitedDay,
                                                  "certificate-expired", 40));
  }
};

TEST_CASE("a domain is shown from its verdict to who reports about it") {
  const Reported dashboard;
  const std::string page = dashboard.get("/domains/example.org").body;
  check_order(page, {"<h1>example.org <span class=\"soft\">Mon 23 Nov 2026 (UTC)</span></h1>",
                     "Sessions: 440, Failed: 40.", "certificate of mx.example.org",
                     "Sessions 440, Failed 40", "mx.example.org</a></th>", "Nobody has looked",
                     ">a.example</a></th>", "daily", ">b.example</a></th>", "192.0.2.7</a></th>",
                     "tlsward digest --domain example.org --day 2026-11-23"});
}

TEST_CASE("each mail server that failed has a row of its days") {
  const Reported dashboard;
  const std::string page = dashboard.get("/domains/example.org?range=7").body;
  check_order(page, {"Reports name the mail server of failures only", "The tallest bar: 40.",
                     "/reports?domain=example.org&amp;mx=mx.example.org&amp;since=2026-11-17",
                     "aria-label=\"Failed on 1 day, first on Mon 23 Nov 2026, most on",
                     "2026-11-23</td>", "of=mx-days&amp;as=csv"});
  CHECK_FALSE(has(dashboard.get("/domains/example.org?day=2026-11-20").body, "The tallest bar"));
}

TEST_CASE("what is no host name has no page; a domain of which nothing is known has one") {
  const Reported dashboard;
  CHECK(dashboard.get("/domains/nothing").status == 404);
  CHECK(dashboard.get("/domains/%3Cscript%3E").status == 404);
  check_order(dashboard.get("/domains/example.com").body,
              {"BLIND", "What we cannot see", "Nobody reported about example.com for this day",
               "href=\"/setup?domain=example.com\""});
}

TEST_CASE("what is counted with a domain is named, and who reports of it") {
  const Reported dashboard;
  CHECK_FALSE(has(dashboard.get("/domains/example.org").body, "Counted with it"));
  tests::put(*dashboard.open(),
             tests::make_report("a.example", "shop.example.org", kVisitedDay, 7));
  const std::string page = dashboard.get("/domains/example.org").body;
  check_order(page, {"Sessions: 447", "Counted with it: shop.example.org.",
                     ">a.example</a> <span class=\"soft\">(shop.example.org)</span>"});
}

TEST_CASE("its tables are had as data") {
  const Reported dashboard;
  CHECK(has(dashboard.get("/domains/example.org?as=csv&of=days").body, "2026-11-23,400,40\r\n"));
  CHECK(dashboard.get("/domains/example.org?as=csv&of=mx").body ==
        "name,failed\r\nmx.example.org,40\r\n");
  CHECK(dashboard.get("/domains/example.org?as=csv&of=mx-days").body ==
        "mx,day,failed\r\nmx.example.org,2026-11-23,40\r\n");
  CHECK(dashboard.get("/domains/example.org?as=csv&of=ips").body ==
        "name,failed\r\n192.0.2.7,40\r\n");
  CHECK(dashboard.get("/domains/example.org?as=csv&of=reporters").body ==
        "organization_name,reporter,domain,rhythm,last_day,report_days,is_silent\r\n"
        "a.example,a.example,example.org,daily,2026-11-23,15,no\r\n"
        "b.example,b.example,example.org,daily,2026-11-22,14,yes\r\n");
  CHECK(has(dashboard.get("/domains/example.org?as=json&of=policies").body, "\"policies\":["));
}

}  // namespace
}  // namespace tlsward
