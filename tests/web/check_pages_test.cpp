// Tests web/check_pages.cpp: looking at domains now, and what pasted texts mean.
#include "web/check_pages.h"

#include "analyzer/finding_kinds.h"
#include "analyzer/stored_findings.h"
#include "schema/looks.h"
#include "tests/support/filled_store.h"
#include "tests/support/test_dashboard.h"
#include "tests/support/told_errands.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

using tests::check_order;
using tests::has;
using tests::kVisitedDay;

// example.org was looked at, without a TLSRPT record; commands that pages begin end as they are
// told to.
class Looked : public tests::TestDashboard {
 public:
  Looked() {
    options.scope.domains = {Domain("example.org"), Domain("example.net")};
    options.errands = &told.errands;
    const auto store = open();
    const std::vector<Finding> findings = {make_finding("tlsrpt-absent", "_smtp._tls.example.org")};
    store->transact([&] {
      store->looks().add({.domain = Domain("example.org"),
                          .time = kVisitedDay + std::chrono::hours(9),
                          .findings = stored(findings)});
    });
  }

  std::string paste(const std::string& text) {
    return get("/check" + Parameters().with("text", text).query()).body;
  }

  tests::ToldErrands told;
};

TEST_CASE("the page lists the domains with their last looks, and offers another") {
  Looked dashboard;
  const std::string page = dashboard.get("/check").body;
  check_order(page, {"<h1>Is everything set up right?</h1>", "href=\"/check/example.net\"",
                     "not looked at yet", "href=\"/check/example.org\"", "WATCH",
                     "Mon 23 Nov 2026, 09:00 UTC", "action=\"/check/example.org\"",
                     "tlsward check --configured"});
  CHECK(
      has(dashboard.get("/check?of=looks&as=csv").body, "example.org,WATCH,2026-11-23T09:00:00Z"));
}

TEST_CASE("a look is begun by a form, told of while it runs, and shown when it is done") {
  Looked dashboard;
  dashboard.told.may_end = false;
  const Response begun = dashboard.post("/check/example.net", "");
  CHECK(begun.status == 303);
  const Response meanwhile = dashboard.get("/check/example.net");
  CHECK(has(meanwhile.body, "We are looking at it now"));
  CHECK(meanwhile.headers.back() == std::pair<std::string, std::string>("Refresh", "3"));
  dashboard.told.end = {.code = 3, .output = "ACTION NEEDED: <b>\x1b[31m\nmore\n"};
  dashboard.told.may_end = true;
  dashboard.told.wait();
  CHECK(dashboard.told.words == ErrandWords{"check", "--lang", "en", "--", "example.net"});
  const Response done = dashboard.get("/check/example.net");
  CHECK_FALSE(has(done.body, "We are looking at it now"));
  CHECK(has(done.body, "ACTION NEEDED: &lt;b&gt;\\x1b[31m\nmore"));
}

TEST_CASE("a kept look is shown with what to do, and not what the command printed") {
  Looked dashboard;
  dashboard.told.end = {.code = 3, .output = "printed"};
  dashboard.post("/check/example.org", "");
  dashboard.told.wait();
  const std::string page = dashboard.get("/check/example.org").body;
  check_order(page, {"<h1>example.org</h1>", "Looked at", "Mon 23 Nov 2026, 09:00 UTC", "WARN",
                     "tlsward check example.org"});
  CHECK_FALSE(has(page, "printed"));
}

TEST_CASE("a look that failed says why") {
  Looked dashboard;
  dashboard.told.end = {.code = 1, .output = "tlsward: checks.resolver: is in use\n"};
  dashboard.post("/check/example.net", "");
  dashboard.told.wait();
  CHECK(has(dashboard.get("/check/example.net").body, "tlsward: checks.resolver: is in use"));
  dashboard.told.end = {.code = {}, .output = {}};
  dashboard.post("/check/example.net", "");
  dashboard.told.wait();
  CHECK(has(dashboard.get("/check/example.net").body, "took too long"));
}

TEST_CASE("two looks at once are the most of one user") {
  Looked dashboard;
  dashboard.told.may_end = false;
  for (const char* name : {"a.example", "b.example"})
    CHECK(dashboard.post(std::string("/check/") + name, "").status == 303);
  CHECK(dashboard.post("/check/c.example", "").status == 503);
}

TEST_CASE("an owner has no names looked at that are made up") {
  Looked dashboard;
  tests::put(*dashboard.open(),
             tests::make_report("a.example", "mail.example.org", kVisitedDay, 1));
  dashboard.viewer = {.name = "owner", .domains = std::vector{Domain("example.org")}};
  CHECK(dashboard.post("/check/mail.example.org", "").status == 303);
  CHECK(dashboard.post("/check/x1.example.org", "").status == 404);
  CHECK(dashboard.get("/check/x1.example.org").status == 200);
}

TEST_CASE("nobody begins a look at a domain that is not theirs") {
  Looked dashboard;
  dashboard.viewer = {.name = "owner", .domains = std::vector{Domain("example.org")}};
  CHECK(dashboard.post("/check/example.net", "").status == 404);
  CHECK(dashboard.get("/check/example.net").status == 404);
  CHECK_FALSE(has(dashboard.get("/check").body, "example.net"));
  CHECK(dashboard.post("/check/example.org", "").status == 303);
  CHECK(dashboard.post("/check/-example.org", "").status == 404);
  CHECK(dashboard.post("/check/x", "").status == 404);
  dashboard.viewer.may_change = false;
  CHECK_FALSE(has(dashboard.get("/check").body, "action=\"/check/example.org\""));
  CHECK(dashboard.post("/check/example.org", "").status == 403);
}

TEST_CASE("where nothing can be begun, nothing is offered") {
  Looked dashboard;
  dashboard.options.errands = nullptr;
  CHECK_FALSE(has(dashboard.get("/check").body, "action=\"/check/"));
  CHECK_FALSE(has(dashboard.get("/check/example.org").body, "Look now"));
  CHECK(dashboard.post("/check/example.org", "").status == 404);
}

TEST_CASE("what is pasted is told about, whatever it is") {
  Looked dashboard;
  struct {
    const char* text;
    const char* told;
  } const rows[] = {
      {"v=TLSRPTv1; rua=mailto:a@example.org", "VALID: this TLSRPT record works"},
      {"v=TLSRPTv1; rua=a@example.org", "INVALID: this TLSRPT record"},
      {"version: STSv1\nmode: testing\nmx: mx.example.org\nmax_age: 86400", "this MTA-STS policy"},
      {"certificate-expired", "expired"},
      {"error:0A000086:SSL routines::certificate verify failed", "What to do"},
      {"hello <script>alert(1)</script>", "neither a record nor a policy"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    const std::string page = dashboard.paste(row.text);
    CHECK(has(page, row.told));
    CHECK_FALSE(has(page, "<script>alert"));
  }
}

TEST_CASE("a mended record is shown to be copied") {
  Looked dashboard;
  CHECK(has(dashboard.paste("v=TLSRPTv1; rua=a@example.org"),
            "<pre tabindex=\"0\">v=TLSRPTv1; rua=mailto:a@example.org"));
}

TEST_CASE(
    "a domain leads to its page, a short text to its address, a long one is told about at once") {
  Looked dashboard;
  const auto leads_to = [&](const Response& response) {
    CHECK(response.status == 303);
    return response.headers.front().second;
  };
  CHECK(leads_to(dashboard.get("/check?text=%20Example.ORG")) == "/check/example.org");
  CHECK(leads_to(dashboard.get("/check?text=example.org.")) == "/check/example.org");
  CHECK(leads_to(dashboard.get("/check?text=example.xn--p1ai")) == "/check/example.xn--p1ai");
  for (const char* none : {"STSFetchResult.NONE", "5.7.0", "192.0.2.1", "mta-sts.txt"}) {
    CAPTURE(none);
    CHECK(dashboard.get(std::string("/check?text=") + none).status == 200);
  }
  CHECK(leads_to(dashboard.post("/check", "text=tlsa-invalid")) == "/check?text=tlsa-invalid");
  const std::string policy =
      "version: STSv1\nmode: testing\nmax_age: 86400\n" + std::string(3'000, '#');
  CHECK(has(dashboard.post("/check", "text=" + percent_encoded(policy)).body, "MTA-STS policy"));
  CHECK(dashboard.post("/check", "text=" + std::string(70'000, 'a')).status == 413);
}

}  // namespace
}  // namespace tlsward
