// Tests web/quarantine_pages.cpp: what was set aside, why, and letting it out.
#include "web/quarantine_pages.h"

#include "tests/support/filled_store.h"
#include "tests/support/test_dashboard.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

using tests::check_order;
using tests::has;
using tests::kVisitedDay;

class SetAside : public tests::TestDashboard {
 public:
  SetAside() {
    const auto store = open();
    tests::set_aside(*store, Reason::not_ours, kVisitedDay);
    tests::set_aside(*store, Reason::not_understood, kVisitedDay + std::chrono::hours(1),
                     "{\"a\": <script>alert(1)</script>\x1b[31m");
  }
};

TEST_CASE("the list tells why, from whom, when and how much, the newest first") {
  const SetAside dashboard;
  const std::string page = dashboard.get("/quarantine").body;
  check_order(page,
              {"<h1>What was set aside, and why?</h1>", "href=\"/quarantine/2\">Not understood</a>",
               "ends at byte 4", "Mon 23 Nov 2026, 01:00 UTC", ">198.51.100.9<", ">HTTPS<",
               "href=\"/quarantine/1\">Of a domain that is not ours</a>", ">4<",
               "tlsward quarantine list"});
}

TEST_CASE("it is narrowed to a reason, and a file has the rows of the command") {
  const SetAside dashboard;
  CHECK_FALSE(has(dashboard.get("/quarantine?reason=not-ours").body, "/quarantine/2"));
  CHECK(has(dashboard.get("/quarantine?reason=%3Cb%3E").body, "/quarantine/2"));
  CHECK(has(dashboard.get("/quarantine?reason=implausible").body, "Nothing is set aside"));
  CHECK(has(dashboard.get("/quarantine?of=quarantine&as=json&reason=not-ours").body,
            "\"reason\":\"not-ours\""));
}

TEST_CASE("one of them shows how it begins, as text") {
  const SetAside dashboard;
  const std::string page = dashboard.get("/quarantine/2").body;
  CHECK(has(page, "<h1>Not understood</h1>"));
  CHECK(has(page, "&lt;script&gt;alert(1)&lt;/script&gt;\\x1b[31m"));
  CHECK_FALSE(has(page, "<script>alert"));
  CHECK(dashboard.get("/quarantine/3").status == 404);
  CHECK(dashboard.get("/quarantine/x").status == 404);
}

TEST_CASE("a stored report is not in quarantine") {
  const tests::TestDashboard dashboard;
  tests::put(*dashboard.open(), tests::make_report("a.example", "example.org", kVisitedDay, 1));
  CHECK(dashboard.get("/quarantine/1").status == 404);
}

TEST_CASE("it is let out, and the list says what became of it") {
  SetAside dashboard;
  CHECK_FALSE(has(dashboard.get("/quarantine/1").body, "/release\""));
  CHECK(dashboard.post("/quarantine/1/release", "").status == 404);
  std::int64_t asked = 0;
  dashboard.options.release = [&](std::int64_t delivery) {
    asked = delivery;
    return std::optional(
        std::vector<Settled>{{.outcome = Outcome::stored, .source = "", .report = 7, .delivery = 7},
                             {.outcome = Outcome::quarantined, .source = ""}});
  };
  CHECK(has(dashboard.get("/quarantine/1").body, "action=\"/quarantine/1/release\""));
  const Response released = dashboard.post("/quarantine/1/release", "");
  CHECK(asked == 1);
  CHECK(released.status == 303);
  CHECK(released.headers.front() ==
        std::pair<std::string, std::string>(
            "Location", "/quarantine?became=stored&report=7&became=quarantined&report=0"));
  const std::string page =
      dashboard.get("/quarantine?became=stored&report=7&became=quarantined&report=0").body;
  CHECK(has(page, "stored now. <a href=\"/reports/7\">Report 7</a>"));
  CHECK(has(page, "It stays in quarantine"));
  CHECK(dashboard.post("/quarantine/9/release", "").status == 404);
  CHECK_FALSE(has(dashboard.get("/quarantine?became=%3Cb%3E&report=x").body, "<b>"));
}

TEST_CASE("who may not change anything is not offered to") {
  SetAside dashboard;
  dashboard.options.release = [](std::int64_t) { return std::nullopt; };
  const Viewer reader{.may_change = false};
  CHECK_FALSE(
      has(dashboard.ask(quarantined_page, reader, "/quarantine/1", {}, {"1"}).body, "/release\""));
  CHECK(dashboard.ask(release_quarantined, reader, "/quarantine/1/release", "a=b", {"1"}).status ==
        404);
  CHECK(dashboard.post("/quarantine/1/release", "").status == 404);
}

}  // namespace
}  // namespace tlsward
