// Tests web/report_page.cpp: one report with all that it says, and the bytes that came.
#include "web/report_page.h"

#include "schema/looks.h"
#include "tests/support/filled_store.h"
#include "tests/support/test_dashboard.h"

#include <doctest/doctest.h>

#include <set>

namespace tlsward {
namespace {

using tests::check_order;
using tests::has;
using tests::kVisitedDay;

Report failing() {
  Report report =
      tests::make_failing_report("b.example", "example.net", kVisitedDay, "certificate-expired", 9);
  FailureDetail& detail = report.policies[0].failure_details[0];
  detail.receiving_ip = "198.51.100.1";
  detail.failure_reason_code = "certificate has expired";
  detail.additional_information = "https://reports.example.net/7";
  report.deviations = {{DeviationCode::mx_host_is_string, "/policies/0/policy/mx-host", 2}};
  return report;
}

TEST_CASE("a report says who, when, how far it is believed, what failed and under which policy") {
  const tests::TestDashboard dashboard;
  tests::put(*dashboard.open(), failing(), Trust::verified);
  const std::string page = dashboard.get("/reports/1").body;
  check_order(page,
              {"<h1>Report of b.example for Mon 23 Nov 2026</h1>",
               "b.example (tls@b.example)",
               "<dd>90 went well, 9 failed</dd>",
               "Mon 23 Nov 2026, 00:00 UTC to Tue 24 Nov 2026, 00:00 UTC",
               "2026-11-23_example.net",
               "Tue 24 Nov 2026, 10:00 UTC",
               "verified: signed by the reporter",
               "<dt>Counts</dt><dd>yes</dd>",
               "<a href=\"/domains/example.net\">example.net</a>",
               "<dd>90</dd>",
               "<dd>9</dd>",
               "<code>certificate-expired</code> mx.example.net",
               "The certificate of mx.example.net has expired.",
               "<q>certificate has expired</q> (the certificate has expired)",
               "<a href=\"https://reports.example.net/7\" rel=\"noopener noreferrer nofollow\">",
               "<strong>reports.example.net</strong>",
               "<summary>Addresses (1)</summary>",
               "192.0.2.7",
               "198.51.100.1",
               "mode: enforce\n",
               "How it came",
               "mx-host is no list",
               "(×2)",
               "The report as it came",
               "/reports/1/raw",
               "<pre tabindex=\"0\">{}</pre>",
               "tlsward show 1"});
}

TEST_CASE("the policy stands beside the one that we saw") {
  const tests::TestDashboard dashboard;
  const auto store = dashboard.open();
  tests::put(*store, failing());
  CHECK_FALSE(has(dashboard.get("/reports/1").body, "As we saw it last"));
  store->transact([&] {
    store->looks().note(SetUp{.domain = Domain("example.net"),
                              .id = "1",
                              .policy = "version: STSv1\r\nmode: testing\r\n",
                              .mx_hosts = {},
                              .first = kVisitedDay,
                              .last = kVisitedDay + std::chrono::hours(9)});
  });
  check_order(
      dashboard.get("/reports/1").body,
      {"What the sender had is not what we saw on Mon 23 Nov 2026, 09:00 UTC.",
       "<code>version: STSv1</code></td><td data-label=\"As we saw it last\"><code>version: "
       "STSv1</code>",
       ">same<",
       "<code>mode: enforce</code></td><td data-label=\"As we saw it last\"><code>"
       "</code>",
       ">differs<",
       "<code></code></td><td data-label=\"As we saw it last\"><code>mode: testing"
       "</code>",
       ">differs<"});
}

TEST_CASE("a report that contradicts another leads to it, and says which counts") {
  const tests::TestDashboard dashboard;
  const auto store = dashboard.open();
  tests::put(*store, failing());
  Report other = failing();
  other.policies[0].summary = {1, 2};
  const std::int64_t id = tests::put(*store, other);
  store->transact([&] { store->reports().set_counted(id, false); });
  const std::string page = dashboard.get("/reports/2").body;
  CHECK(has(page, "no: it contradicts another report of the same identity, which counts"));
  CHECK(has(page, "<a href=\"/reports/1\">1</a>"));
  CHECK(has(dashboard.get("/reports").body, "does not count"));
}

TEST_CASE("an owner sees what is about theirs, and neither the rest nor the bytes") {
  const tests::TestDashboard dashboard;
  Report report = failing();
  report.policies.push_back(report.policies[0]);
  report.policies[1].policy_domain = Domain("example.com");
  report.policies[1].failure_details[0].receiving_mx_hostname = Domain("mx.example.com");
  tests::put(*dashboard.open(), report);
  const auto ask = [&](const char* domain, Response (*page)(const Visit&)) {
    return dashboard.ask(page, {.domains = {{Domain(domain)}}}, "/reports/1", {}, {"1"});
  };
  const Response own = ask("example.com", report_page);
  CHECK(own.status == 200);
  CHECK(has(own.body, "mx.example.com"));
  CHECK(has(own.body, "not yours to see"));
  CHECK_FALSE(has(own.body, "mx.example.net"));
  CHECK_FALSE(has(own.body, "/raw"));
  CHECK_FALSE(has(own.body, "192.0.2.9"));
  CHECK(ask("example.com", raw_report).status == 404);
  CHECK(ask("example.org", report_page).status == 404);
  CHECK(ask("example.org", raw_report).status == 404);
}

TEST_CASE("what is none is not found") {
  const tests::TestDashboard dashboard;
  for (const char* target :
       {"/reports/1", "/reports/x", "/reports/-1", "/reports/1x", "/reports/99999999999999999999",
        "/reports/%3Cscript%3E", "/reports/1/raw", "/reports/x/raw"}) {
    CAPTURE(target);
    CHECK(dashboard.get(target).status == 404);
  }
}

TEST_CASE("what strangers write stays text, and only web addresses are links") {
  const tests::TestDashboard dashboard;
  Report report = failing();
  report.organization_name = "<script>alert(1)</script>";
  report.policies[0].policy_string = {"mode: \"><img src=x onerror=alert(1)>"};
  FailureDetail& detail = report.policies[0].failure_details[0];
  detail.additional_information = "javascript:alert(1)";
  detail.failure_reason_code = "<b>\x1b[31m</b>";
  report.policies[0].failure_details.push_back(detail);
  report.policies[0].failure_details.back().additional_information =
      "https://example.net/\"onmouseover=\"alert(1)";
  tests::put(*dashboard.open(), report);
  const std::string page = dashboard.get("/reports/1").body;
  CHECK_FALSE(has(page, "<script>alert"));
  CHECK_FALSE(has(page, "<img"));
  CHECK_FALSE(has(page, "<b>"));
  CHECK_FALSE(has(page, "\x1b"));
  CHECK_FALSE(has(page, "href=\"javascript"));
  CHECK(has(page, "<q>javascript:alert(1)</q>"));
  CHECK_FALSE(has(page, "\"onmouseover"));
}

TEST_CASE("what came is a file of its kind, never a page") {
  const tests::TestDashboard dashboard;
  const auto store = dashboard.open();
  tests::put(*store, failing());
  const auto keep = [&](std::string bytes, const Report& report) {
    store->transact([&] {
      const Delivery delivery{
          .channel = "file", .received = kVisitedDay, .bytes = std::move(bytes)};
      const std::vector<PolicyLine> lines{{.domain = report.policies[0].policy_domain}};
      const std::int64_t id = store->deliveries().keep({.delivery = delivery});
      store->reports().add({.id = id,
                            .report = report,
                            .fingerprint = Fingerprinter(store->hash_key()).fingerprint(report),
                            .lines = lines});
    });
  };
  keep("\x1f\x8b not really", tests::make_report("c.example", "example.org", kVisitedDay, 1));
  keep("<html><script>", tests::make_report("d.example", "example.org", kVisitedDay, 1));
  keep("{\"a\": NaN}", tests::make_report("e.example", "example.org", kVisitedDay, 1));
  struct {
    const char* target;
    const char* type;
    const char* file;
  } const cases[] = {
      {"/reports/1/raw", "application/json", "attachment; filename=\"tlsward-report-1.json\""},
      {"/reports/2/raw", "application/gzip", "attachment; filename=\"tlsward-report-2.json.gz\""},
      {"/reports/3/raw", "application/octet-stream",
       "attachment; filename=\"tlsward-report-3.bin\""},
      {"/reports/4/raw", "application/octet-stream",
       "attachment; filename=\"tlsward-report-4.json\""}};
  for (const auto& c : cases) {
    CAPTURE(c.target);
    const Response response = dashboard.get(c.target);
    CHECK(response.status == 200);
    CHECK(response.media_type == c.type);
    CHECK(response.headers.front().second == c.file);
  }
  CHECK(has(dashboard.get("/reports/2").body, "The report as it was read"));
  CHECK(has(dashboard.get("/reports/2").body,
            "&quot;organization_name&quot;: &quot;c.example&quot;"));
}

TEST_CASE("the page tells in words what each deviation is") {
  for (int code = 0; code <= static_cast<int>(DeviationCode::subject_differs); ++code)
    CHECK_FALSE(english()
                    .text("deviations." + std::string(name(static_cast<DeviationCode>(code))))
                    .empty());
}

TEST_CASE("of a report about many domains those with failures come first") {
  const tests::TestDashboard dashboard;
  Report report = tests::make_report("a.example", "d0.example", kVisitedDay, 1);
  for (int n = 1; n < 40; ++n)
    report.policies.push_back(
        tests::make_report("a.example", "d" + std::to_string(n) + ".example", kVisitedDay, 1)
            .policies[0]);
  report.policies[38] =
      tests::make_failing_report("a.example", "d38.example", kVisitedDay, "certificate-expired", 4)
          .policies[0];
  tests::put(*dashboard.open(), report);
  check_order(dashboard.get("/reports/1").body,
              {"79 went well, 4 failed", ">d38.example</a>", ">d0.example</a>", "And more: 10"});
}

}  // namespace
}  // namespace tlsward
