// Tests web/problem_pages.cpp: one problem with all that is asked of it, and what people decide.
#include "web/problem_pages.h"

#include "analyzer/gather_problems.h"
#include "tests/support/filled_store.h"
#include "tests/support/test_dashboard.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

using tests::check_order;
using tests::has;
using tests::kVisitedDay;

// At mx.example.org 312 sessions fail by three reporters; at mx.example.net some failed a month
// ago.
class Reported : public tests::TestDashboard {
 public:
  Reported() {
    const auto store = open();
    for (const char* organization : {"a.example", "b.example", "c.example"})
      tests::put(*store, tests::make_failing_report(organization, "example.org", kVisitedDay,
                                                    "certificate-expired", 104));
    tests::put(*store, tests::make_failing_report("a.example", "example.net",
                                                  kVisitedDay - std::chrono::days(30),
                                                  "starttls-not-supported", 7));
    for (int before : {20, 10, 1})
      tests::put(*store, tests::make_report("a.example", "example.net",
                                            kVisitedDay - std::chrono::days(before), 100));
  }

  std::string path_of(const std::string& domain) const {
    for (const Problem& problem :
         read_problems(*open(), {}, kVisitedDay + std::chrono::days(1)).problems)
      if (problem.key.domain == Domain(domain)) return "/problems/" + problem.id;
    return {};
  }
};

TEST_CASE("the list has the open ones, on demand also those that are over, and data") {
  const Reported dashboard;
  const std::string open = dashboard.get("/problems").body;
  CHECK(has(open, "example.org: The certificate of mx.example.org has expired."));
  CHECK_FALSE(has(open, "example.net"));
  CHECK(has(dashboard.get("/problems?state=all").body, "example.net"));
  CHECK(has(dashboard.get("/problems?as=json&of=problems").body,
            "\"result_type\":\"certificate-expired\""));
}

TEST_CASE("the list judges a problem as the last day's digest does") {
  const tests::TestDashboard dashboard;
  for (const char* organization : {"a.example", "b.example", "c.example"}) {
    Report report = tests::make_failing_report(organization, "example.org", kVisitedDay,
                                               "certificate-expired", 104);
    report.policies[0].policy_string = {"version: STSv1", "mode: testing"};
    tests::put(*dashboard.open(), report);
  }
  CHECK(has(dashboard.get("/").body, "ACTION NEEDED"));
  CHECK(has(dashboard.get("/problems").body, "</span> ACTION</span>"));
}

TEST_CASE("where no problem is, all is well only if something is known") {
  const tests::TestDashboard dashboard;
  const auto says = [&](const char* words) { return has(dashboard.get("/problems").body, words); };
  CHECK(says("No report has come yet, so nothing is known. <a href=\"/setup\">"));
  const auto store = dashboard.open();
  tests::set_aside(*store, Reason::not_ours, kVisitedDay);
  CHECK(says("1 delivery came and was set aside"));
  tests::put(*store, tests::make_report("a.example", "example.org", kVisitedDay, 0));
  CHECK(says("yesterday is BLIND: not enough is known of it. <a href=\"/digest\">"));
  tests::put(*store, tests::make_report("b.example", "example.org", kVisitedDay, 9));
  CHECK(says("Nothing is open"));
}

TEST_CASE("who noticed a problem, and on which days, are had as data") {
  const Reported dashboard;
  const std::string path = dashboard.path_of("example.org");
  CHECK(has(dashboard.get(path + "?as=csv&of=witnesses").body,
            "reporter,failed,trust,last_day\r\na.example,104,vouched,2026-11-23\r\n"));
  CHECK(has(dashboard.get(path + "?as=csv&of=days").body, "2026-11-22,,\r\n2026-11-23,,312\r\n"));
}

TEST_CASE("a problem says what happened, what it does to mail, whose it is and what to do") {
  const Reported dashboard;
  const std::string page = dashboard.get(dashboard.path_of("example.org")).body;
  check_order(page, {"<h1>The certificate of mx.example.org has expired.</h1>",
                     "<strong>ACTION</strong> State: new.", "<dt>Effect</dt>",
                     "nothing was delivered", "<dt>Seen by</dt><dd>a.example (104)",
                     "<h2 id=\"do\">What to do</h2>", "<code class=\"command\" tabindex=\"0\">",
                     ">Postfix</a>", "Nobody has looked", "Failed 312", "b.example",
                     "<code>certificate-expired</code>", "/mute\"", "tlsward problems show"});
}

TEST_CASE("the steps for a kind of server are a link away") {
  const Reported dashboard;
  const std::string path = dashboard.path_of("example.org");
  CHECK_FALSE(has(dashboard.get(path).body, "id=\"server\""));
  CHECK(has(dashboard.get(path + "?server=Postfix").body, "<h3>Postfix</h3>"));
}

TEST_CASE("one that is over is still told of") {
  const Reported dashboard;
  const std::string page = dashboard.get(dashboard.path_of("example.net")).body;
  CHECK(has(page, "State: resolved."));
  CHECK_FALSE(has(page, "/mute\""));
}

TEST_CASE("a problem that is not there is not found") {
  const Reported dashboard;
  CHECK(dashboard.get("/problems/0000000000").status == 404);
  CHECK(dashboard.get("/problems/%3Cscript%3E").status == 404);
  CHECK(dashboard.post("/problems/0000000000/resolve", "").status == 404);
}

TEST_CASE("it is muted until a day, unmuted, and settled") {
  const Reported dashboard;
  const std::string path = dashboard.path_of("example.org");
  CHECK(dashboard.post(path + "/mute", "until=2026-11-20").status == 400);
  CHECK(dashboard.post(path + "/mute", "until=soon").status == 400);
  CHECK(has(dashboard.get(path).body, "State: new."));
  CHECK(dashboard.post(path + "/mute", "until=2026-12-24&reason=renewal+on+%3Cb%3E").status == 303);
  const std::string muted = dashboard.get(path).body;
  CHECK(has(muted, "Muted until Thu 24 Dec 2026 (renewal on &lt;b&gt;)."));
  CHECK(has(muted, "<p class=\"verdict\"><span>"));  // neither OK nor ACTION
  CHECK(dashboard.post(path + "/unmute", "").status == 303);
  CHECK(has(dashboard.get(path).body, "/mute\""));
  CHECK(dashboard.post(path + "/resolve", "").status == 303);
  CHECK(has(dashboard.get(path).body, "State: resolved."));
}

}  // namespace
}  // namespace tlsward
