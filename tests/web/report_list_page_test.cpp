// Tests web/report_list_page.cpp: the list of reports, filtered, sorted, parted, and as a file.
#include "web/report_list_page.h"

#include "tests/support/filled_store.h"
#include "tests/support/test_dashboard.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace tlsward {
namespace {

using std::chrono::days;
using tests::check_order;
using tests::has;
using tests::kVisitedDay;

class Reported : public tests::TestDashboard {
 public:
  Reported() {
    const auto store = open();
    tests::put(*store, tests::make_report("a.example", "example.org", kVisitedDay - days(2), 1204));
    tests::put(*store,
               tests::make_failing_report("b.example", "example.net", kVisitedDay,
                                          "certificate-expired", 9),
               Trust::verified);
    tests::put(*store, tests::make_report("c.example", "example.com", kVisitedDay - days(1), 20),
               Trust::unauthenticated);
  }
};

TEST_CASE("the newest day comes first, with all that is asked of a report, and the totals") {
  const std::string page = Reported().get("/reports").body;
  check_order(page, {"<h1>Which reports came?</h1>",
                     "name=\"since\" type=\"date\" value=\"\"",
                     "Only with faults (1)",
                     "Sun 25 Oct 2026 to Mon 23 Nov 2026",
                     "aria-sort=\"descending\"",
                     "href=\"/reports/2\">2026-11-23</a>",
                     ">example.net<",
                     ">b.example<",
                     ">99<",
                     "</span>9</span>",
                     ">sts<",
                     ">verified<",
                     ">file<",
                     "2026-11-23_example.net",
                     ">2026-11-22</a>",
                     ">unauthenticated<",
                     ">2026-11-21</a>",
                     "3 reports",
                     ">1,323<",
                     ">9<",
                     "tlsward list --since 2026-10-25 --until 2026-11-23"});
}

TEST_CASE("a file is in the order of the page") {
  const Reported dashboard;
  check_order(dashboard.get("/reports?sort=sessions&of=reports&as=csv").body,
              {",20,", ",90,", ",1204,"});
  check_order(dashboard.get("/reports?sort=-sessions&of=reports&as=csv").body,
              {",1204,", ",90,", ",20,"});
}

TEST_CASE("a click on a heading sorts, the other way the next time; equals stay by day") {
  const Reported dashboard;
  check_order(dashboard.get("/reports?sort=sessions").body,
              {"?sort=-sessions", ">20<", ">99<", ">1,204<"});
  check_order(dashboard.get("/reports?sort=-sessions").body,
              {"?sort=sessions", ">1,204<", ">99<", ">20<"});
  check_order(dashboard.get("/reports?sort=via").body, {"2026-11-23<", "2026-11-21<", ">HTTPS<"});
  check_order(dashboard.get("/reports?sort=reporter").body,
              {">a.example<", ">b.example<", ">c.example<"});
  check_order(dashboard.get("/reports?sort=nonsense").body,
              {">b.example<", ">c.example<", ">a.example<"});
}

TEST_CASE("each field of the filter narrows the list") {
  const Reported dashboard;
  struct {
    const char* query;
    const char* only;
  } const cases[] = {{"domain=example.org", "a.example"},
                     {"reporter=C.EX", "c.example"},
                     {"type=certificate-expired", "b.example"},
                     {"mx=mx.example.net", "b.example"},
                     {"ip=192.0.2.7", "b.example"},
                     {"q=2026-11-22_", "c.example"},
                     {"day=2026-11-21", "a.example"},
                     {"until=2026-11-21", "a.example"},
                     {"since=2026-11-23", "b.example"},
                     {"failed=1", "b.example"},
                     {"trust=unauthenticated", "c.example"},
                     {"domain=&reporter=&type=&failed=&trust=vouched", "a.example"}};
  for (const auto& c : cases) {
    CAPTURE(c.query);
    const std::string page = dashboard.get(std::string("/reports?") + c.query).body;
    CHECK(has(page, "1 report<"));
    CHECK(has(page, fmt::format(">{}<", c.only)));
  }
  CHECK(has(dashboard.get("/reports?q=nothing").body, "No report fits"));
  CHECK(has(dashboard.get("/reports?uncounted=1").body, "No report fits"));
}

TEST_CASE("a long list has pages, and its totals are of all of them") {
  const tests::TestDashboard dashboard;
  const auto store = dashboard.open();
  for (int n = 0; n < 60; ++n)
    tests::put(*store,
               tests::make_report(fmt::format("s{}.example", n), "example.org", kVisitedDay, 10));
  const std::string first = dashboard.get("/reports").body;
  CHECK(has(first, "60 reports"));
  CHECK(has(first, ">600<"));
  CHECK(has(first, "Page 1 of 2"));
  CHECK(has(first, ">s59.example<"));
  CHECK_FALSE(has(first, ">s9.example<"));
  const std::string second = dashboard.get("/reports?page=2").body;
  CHECK(has(second, ">s9.example<"));
  CHECK(has(second, ">600<"));
  CHECK(has(dashboard.get("/reports?page=99").body, "Page 2 of 2"));
}

TEST_CASE("of more than a thousand the newest are shown, and that is said") {
  const tests::TestDashboard dashboard;
  const auto store = open_store(dashboard.options.database, Commits::grouped);
  for (int n = 0; n < 1'001; ++n)
    tests::put(*store,
               tests::make_report(fmt::format("s{}.example", n), "example.org", kVisitedDay, 10));
  store->commit();
  const std::string page = dashboard.get("/reports").body;
  CHECK(has(page, "More than 1,000 reports"));
  CHECK(has(page, ">10,010<"));
  CHECK(has(page, "The sessions in the last row are those of all."));
  const std::string narrowed = dashboard.get("/reports?policy_type=sts").body;
  CHECK(has(narrowed, "1,000 reports"));
  CHECK(has(narrowed, "there are more. Choose days"));
}

TEST_CASE("a file has the rows of tlsward list") {
  const Reported dashboard;
  const Response csv = dashboard.get("/reports?of=reports&as=csv&failed=1");
  CHECK(has(csv.body, "certificate") == false);
  CHECK(has(csv.body, "2026-11-23_example.net"));
  CHECK_FALSE(has(csv.body, "example.org"));
  CHECK(has(dashboard.get("/reports?of=reports&as=json").body, "{\"schema\":1,\"reports\":["));
}

TEST_CASE("an owner sees rows of their own, on the page and in the file") {
  const Reported dashboard;
  const Viewer owner{.domains = {{Domain("example.org")}}};
  for (const char* target :
       {"/reports", "/reports?of=reports&as=json", "/reports?of=reports&as=csv",
        "/reports?domain=example.net", "/reports?q=example"}) {
    CAPTURE(target);
    const std::string body = dashboard.ask(reports_page, owner, target).body;
    CHECK_FALSE(has(body, "b.example"));
    CHECK_FALSE(has(body, "2026-11-23_example.net"));
  }
  CHECK(has(dashboard.ask(reports_page, owner, "/reports").body, ">a.example<"));
}

TEST_CASE("what strangers write stays text") {
  const tests::TestDashboard dashboard;
  Report report = tests::make_report("<script>alert(1)</script>", "example.org", kVisitedDay, 1);
  report.report_id = "\"><img src=x onerror=alert(1)>\x1b[31m";
  tests::put(*dashboard.open(), report);
  const std::string page = dashboard.get("/reports?reporter=%3Cscript%3E&type=%22%3E%3Cb%3E").body +
                           dashboard.get("/reports").body;
  CHECK_FALSE(has(page, "<script>alert"));
  CHECK_FALSE(has(page, "<img"));
  CHECK_FALSE(has(page, "<b>"));
  CHECK_FALSE(has(page, "\x1b"));
  CHECK(has(page, "&lt;script&gt;"));
}

TEST_CASE("it speaks Polish") {
  CHECK(
      has(Reported().get("/reports", {{"Accept-Language", "pl"}}).body, "Jakie raporty nadeszły?"));
}

}  // namespace
}  // namespace tlsward
