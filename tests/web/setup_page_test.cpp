// Tests web/setup_page.cpp: what to publish, whether it was seen, the way tried, and what has come.
#include "web/setup_page.h"

#include "analyzer/finding_kinds.h"
#include "analyzer/hosted_policy.h"
#include "analyzer/stored_findings.h"
#include "schema/looks.h"
#include "schema/policies.h"
#include "schema/report_json.h"
#include "tests/support/filled_store.h"
#include "tests/support/test_dashboard.h"
#include "web/test_report.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

using std::chrono::hours;
using tests::check_order;
using tests::has;
using tests::kVisitedDay;

const Timestamp kNow = kVisitedDay + hours(36);

// Two domains are configured, and where reports go.
class Configured : public tests::TestDashboard {
 public:
  Configured() {
    options.scope.domains = {Domain("example.com"), Domain("example.org")};
    options.set_up.rua = {"mailto:tlsrpt@example.org", "https://tls.example.org/v1/tlsrpt"};
    options.set_up.local_endpoint = "https://localhost:443/v1/tlsrpt";
  }

  void look(const std::vector<const char*>& keys, const std::string& policy) const {
    std::vector<Finding> findings;
    for (const char* key : keys)
      findings.push_back(make_finding(key, "x"));
    const auto store = open();
    store->transact([&] {
      store->looks().add(
          {.domain = Domain("example.org"), .time = kNow - hours(2), .findings = stored(findings)});
      store->looks().note(SetUp{.domain = Domain("example.org"),
                                .id = "1",
                                .policy = policy,
                                .mx_hosts = {Domain("mx1.example.org"), Domain("mx2.example.org")},
                                .first = kNow - hours(2),
                                .last = kNow - hours(2)});
    });
  }
};

TEST_CASE("without a domain it asks for one of the reader's") {
  const Configured dashboard;
  const std::string page = dashboard.get("/setup").body;
  check_order(page, {"<h1>How do reports about a domain get here?</h1>", "<select name=\"domain\">",
                     "<option>example.com</option>", "<option>example.org</option>"});
  CHECK_FALSE(has(page, "_smtp._tls"));
  CHECK(has(tests::TestDashboard().get("/setup").body, "<input name=\"domain\""));
}

TEST_CASE("what was never looked at is not called missing, and what to publish stands there") {
  const Configured dashboard;
  check_order(
      dashboard.get("/setup?domain=example.org").body,
      {"<option selected>example.org</option>",
       "0 of 4 steps are done",
       "1. Ask for reports",
       "?</span> not looked yet",
       "tlsward check example.org",
       ">TXT<",
       "_smtp._tls</code>",
       "_smtp._tls.example.org</code>",
       "v=TLSRPTv1; rua=mailto:tlsrpt@example.org,https://tls.example.org/v1/tlsrpt</code>",
       "_smtp._tls.example.org. 300 IN TXT &quot;v=TLSRPTv1;",
       "2. Ask for protection",
       "not looked yet",
       "write them here",
       "name=\"mx\"",
       "3. Try the way here",
       "nothing yet",
       "href=\"/setup/test-report?domain=example.org\"",
       "tlsward-test-example.org.json",
       "curl --header",
       "application/tlsrpt+json",
       "&apos;https://tls.example.org/v1/tlsrpt&apos;</code>",
       "{\"status\":\"stored\"}",
       "tlsrpt@example.org</code>",
       "4. Wait for the first",
       "nothing yet",
       "What to expect, and when",
       "11:00 UTC",
       "tlsward generate tlsrpt example.org --rua &apos;mailto:tlsrpt@example.org&apos; --rua "
       "&apos;https://tls.example.org/v1/tlsrpt&apos;</code>"});
}

TEST_CASE("what a look saw is told with its time, and the policy is made of the servers it saw") {
  const Configured dashboard;
  dashboard.look({"tlsrpt-absent", "sts-absent"}, "");
  const std::string page = dashboard.get("/setup?domain=example.org").body;
  check_order(
      page,
      {"○</span> not seen", "Tue 24 Nov 2026, 10:00 UTC", "○</span> not seen",
       "mta-sts.example.org</code>", "https://mta-sts.example.org/.well-known/mta-sts.txt</code>",
       "version: STSv1\nmode: testing\nmx: mx1.example.org\nmx: mx2.example.org\n",
       "max_age: 604800", "_mta-sts.example.org</code>", "v=STSv1; id=20261124000000"});
  CHECK_FALSE(has(page, "write them here"));
  CHECK_FALSE(has(page, "tlsward check"));
}

TEST_CASE("what was seen is done, and what is wrong with it is said with its remedy") {
  const Configured dashboard;
  const std::string policy =
      policy_text({.mode = PolicyMode::enforce, .mx = {"mx1.example.org"}, .max_age = 604'800});
  dashboard.look({}, policy);
  const std::string page = dashboard.get("/setup?domain=example.org").body;
  check_order(page, {"2 of 4 steps are done", "✓</span> seen", "✓</span> seen (enforce)"});
  CHECK_FALSE(has(page, "not seen"));
  const Configured faulty;
  faulty.look({"tlsrpt-http"}, policy);
  check_order(faulty.get("/setup?domain=example.org").body,
              {"✖</span> seen, with a fault", "<article class=\"action\"><p>", "✓</span> seen"});
}

TEST_CASE("mail servers are typed where no look has told them, and what is none is refused") {
  const Configured dashboard;
  const std::string page =
      dashboard.get("/setup?domain=example.org&mx=MX1.example.org.%2C%20*.example.net").body;
  CHECK(has(page, "mx: mx1.example.org\nmx: *.example.net\n"));
  const std::string wrong =
      dashboard.get("/setup?domain=example.org&mx=%3Cscript%3Ealert(1)%3C/script%3E").body;
  CHECK(has(wrong, "These are no names of mail servers"));
  CHECK(has(wrong, "value=\"&lt;script&gt;alert(1)"));
  CHECK_FALSE(has(wrong, "<script>alert"));
}

TEST_CASE("a policy that tlsward serves has a page of its own") {
  const Configured dashboard;
  const auto store = dashboard.open();
  store->transact([&] {
    store->policies().publish({.domain = Domain("example.org"),
                               .text = policy_text({.mx = {"mx1.example.org"}}),
                               .id = "1",
                               .since = kNow});
  });
  const std::string page = dashboard.get("/setup?domain=example.org").body;
  CHECK(has(page, "href=\"/policies/example.org\""));
  CHECK_FALSE(has(page, "name=\"mx\""));
}

TEST_CASE("without an address for reports it says which key to set, and shows an example") {
  Configured dashboard;
  dashboard.options.set_up = {.example_rua = {"mailto:tlsrpt@example.com"}};
  check_order(dashboard.get("/setup?domain=example.org").body,
              {"under [checks]", "rua = [&quot;mailto:tlsrpt@example.com&quot;]", "only examples",
               "rua=mailto:tlsrpt@example.com</code>",
               "tlsward import tlsward-test-example.org.json</code>"});
  dashboard.viewer = {.name = "owner", .domains = {{Domain("example.org")}}};
  const std::string page = dashboard.get("/setup?domain=example.org").body;
  CHECK(has(page, "ask whoever runs tlsward for the address"));
  CHECK(has(page, "Ask whoever runs tlsward where to send it"));
  CHECK_FALSE(has(page, "[checks]"));
}

TEST_CASE("an address for reports that is none is told of") {
  Configured dashboard;
  dashboard.options.set_up.rua = {"tlsrpt@example.org"};
  const std::string bare = dashboard.get("/setup?domain=example.org").body;
  CHECK(has(bare, "v=TLSRPTv1; rua=mailto:tlsrpt@example.org</code>"));
  CHECK(has(bare, "send it to: <code class=\"command\" tabindex=\"0\">tlsrpt@example.org</code>"));
  dashboard.options.set_up.rua = {"ftp:x"};
  const std::string page = dashboard.get("/setup?domain=example.org").body;
  CHECK(has(page, "one is none"));
  CHECK_FALSE(has(page, "v=TLSRPTv1"));
}

TEST_CASE("where nothing else is configured, this machine's own listener takes the report") {
  Configured dashboard;
  dashboard.options.set_up.rua.clear();
  CHECK(has(dashboard.get("/setup?domain=example.org").body, "curl --insecure --header"));
  dashboard.viewer = {.name = "owner", .domains = {{Domain("example.org")}}};
  CHECK_FALSE(has(dashboard.get("/setup?domain=example.org").body, "localhost"));
}

TEST_CASE("the test report is a file that reads as one, and when it is in the page says so") {
  const Configured dashboard;
  const Response file = dashboard.get("/setup/test-report?domain=example.org");
  CHECK(file.media_type == "application/tlsrpt+json");
  CHECK(file.headers.front().second == "attachment; filename=\"tlsward-test-example.org.json\"");
  const auto report = parse_report(file.body);
  REQUIRE(report);
  CHECK(report->deviations.empty());
  const std::int64_t id = tests::put(*dashboard.open(), *report, Trust::unauthenticated, hours(9));
  const std::string page = dashboard.get("/setup?domain=example.org").body;
  check_order(page, {"1 of 4 steps are done", "3. Try the way here", "✓</span> arrived",
                     "Tue 24 Nov 2026, 09:00 UTC", "href=\"/reports/" + std::to_string(id) + "\"",
                     "4. Wait for the first", "○</span> nothing yet"});
  CHECK(dashboard.get("/setup/test-report").status == 404);
  CHECK(dashboard.get("/setup/test-report?domain=%3Cb%3E").status == 404);
}

TEST_CASE("real reports are told by their first and last day, and make the test needless") {
  const Configured dashboard;
  const auto store = dashboard.open();
  tests::put(*store,
             tests::make_report("<i>a</i>", "example.org", kVisitedDay - std::chrono::days(2), 5));
  tests::put(*store, tests::make_report("b.example", "example.org", kVisitedDay, 5));
  tests::put(*store, make_test_report(Domain("example.org"), kNow - hours(240)));
  const std::string page = dashboard.get("/setup?domain=example.org").body;
  check_order(page,
              {"4. Wait for the first", "✓</span> arrived", "Sat 21 Nov 2026", "Mon 23 Nov 2026",
               "&lt;i&gt;a&lt;/i&gt;", "b.example", "href=\"/reports?domain=example.org\""});
  CHECK_FALSE(has(page, "<i>a"));
  CHECK(
      has(dashboard.get("/setup?domain=example.com").body, "No report from a sender has arrived"));
}

TEST_CASE("an owner has their own domains, and of one of these what is below it") {
  Configured dashboard;
  dashboard.viewer = {.name = "owner", .domains = {{Domain("example.org")}}};
  CHECK(has(dashboard.get("/setup").body, "_smtp._tls.example.org</code>"));
  CHECK(dashboard.get("/setup?domain=mail.example.org").status == 200);
  const Response other = dashboard.get("/setup?domain=example.com");
  CHECK(other.status == 404);
  CHECK(has(other.body, "This is no domain of yours"));
  CHECK_FALSE(has(other.body, "_smtp._tls"));
  CHECK(dashboard.get("/setup/test-report?domain=example.com").status == 404);
}

TEST_CASE("a domain that is not configured is told of, with what to add") {
  const Configured dashboard;
  const std::string other = dashboard.get("/setup?domain=example.net").body;
  CHECK(has(other, "name = \"example.net\""));
  CHECK_FALSE(has(other, "/policies/example.net"));
  CHECK(has(dashboard.get("/setup?domain=example.org").body, "href=\"/policies/example.org\""));
  CHECK_FALSE(has(dashboard.get("/setup?domain=mail.example.org").body, "[[domain]]"));
}

TEST_CASE("in Polish, and led to from the first page") {
  const Configured dashboard;
  const std::string page =
      dashboard.get("/setup?domain=example.org", {{"Accept-Language", "pl"}}).body;
  CHECK(has(page, "Skąd biorą się tu raporty o domenie?"));
  CHECK(has(page, "Zrobione kroki: 0 z 4."));
  CHECK(has(dashboard.get("/").body, "href=\"/setup\">What to publish"));
}

}  // namespace
}  // namespace tlsward
