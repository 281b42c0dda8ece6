// Tests web/overview.cpp: the first page says what the digest says, whatever strangers wrote.
#include "web/overview.h"

#include "tests/support/filled_store.h"
#include "tests/support/test_dashboard.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace tlsward {
namespace {

using tests::check_order;
using tests::has;
using tests::kVisitedDay;

const Day kDayBefore = kVisitedDay - std::chrono::days(1);

// example.com is clean, at mx.example.org 312 sessions fail by three reporters.
class Reported : public tests::TestDashboard {
 public:
  Reported() {
    const auto store = open();
    tests::put(*store, tests::make_report("a.example", "example.com", kVisitedDay, 1204));
    for (const char* organization : {"a.example", "b.example", "c.example"})
      tests::put(*store, tests::make_failing_report(organization, "example.org", kVisitedDay,
                                                    "certificate-expired", 104));
  }
};

TEST_CASE("first the verdict, then what to do, then figures, days, domains and causes") {
  const Reported dashboard;
  const std::string page = dashboard.get("/").body;
  check_order(
      page, {"<title>ACTION - Mon 23 Nov 2026 - tlsward</title>", "Was mail protected?",
             "Mon 23 Nov 2026 (UTC)", "<strong>ACTION NEEDED</strong> 1 problem",
             "example.org: The certificate of mx.example.org has expired.", "312 of 3,432 sessions",
             "<dt>Sessions</dt><dd>4,636</dd>", "<dt>Failed</dt><dd>312</dd>", "Sun 25 Oct",
             "Mon 23 Nov 2026: Sessions 4,636, Failed 312", ">example.org</a></th>", "sts enforce",
             ">example.com</a></th>", "<code>certificate-expired</code>",
             "tlsward digest --day 2026-11-23"});
}

TEST_CASE("the same page in Polish") {
  const Reported dashboard;
  const std::string page = dashboard.get("/", {{"Accept-Language", "pl"}}).body;
  CHECK(has(page, "<html lang=\"pl\""));
  CHECK(has(page, "Czy poczta była chroniona?"));
  CHECK(has(page, "pon., 23 listopada 2026"));
}

TEST_CASE("what strangers write is text: no markup, no turned reading direction") {
  const auto page_with = [](const std::string& text) {
    const tests::TestDashboard dashboard;
    Report report = tests::make_failing_report("a.example", "example.org", kVisitedDay, text, 104);
    report.organization_name = text;
    report.contact_info = text;
    report.policies[0].failure_details[0].failure_reason_code = text;
    report.policies[0].failure_details[0].receiving_mx_hostname = Domain(text);
    tests::put(*dashboard.open(), report);
    return dashboard.get("/").body;
  };
  const std::string plain = page_with("x");
  for (const std::string hostile :
       {"<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'\" onmouseover='alert(1)",
        "\xE2\x80\xAEgnp.exe", "&lt;b&gt;", "{{day}}{{{day}}}"}) {
    CAPTURE(hostile);
    const std::string page = page_with(hostile);
    CHECK(std::ranges::count(page, '<') == std::ranges::count(plain, '<'));
    CHECK(std::ranges::count(page, '"') == std::ranges::count(plain, '"'));
    CHECK_FALSE(has(page, "\xE2\x80\xAE"));
    if (hostile.starts_with('{')) CHECK(has(page, hostile));
  }
}

TEST_CASE("the only script is our own, and nothing is from elsewhere") {
  const Reported dashboard;
  const std::string page = dashboard.get("/").body;
  for (const std::string part :
       {"<script>", "style=\"", "<style", "http://", "https://", "onclick"})
    CHECK_FALSE(has(page, part));
  CHECK(has(page, "<script src=\"/static/app."));
}

TEST_CASE("days are linked as far as they are over") {
  const Reported dashboard;
  const std::string yesterday = dashboard.get("/").body;
  CHECK(has(yesterday, "href=\"?day=2026-11-22\""));
  CHECK_FALSE(has(yesterday, "rel=\"next\""));
  CHECK(
      has(dashboard.get("/?day=2026-11-22&range=7").body, "href=\"?day=2026-11-23&amp;range=7\""));
}

TEST_CASE("a day without reports leads to the newest one, and an empty database teaches") {
  const Reported dashboard;
  const std::string page = dashboard.get("/?day=2026-10-01").body;
  CHECK(has(page, "no reports."));
  CHECK(has(page, "newest reports are of <a href=\"?day=2026-11-23\""));
  CHECK_FALSE(has(page, "No reports yet</h2>"));
  CHECK(has(tests::TestDashboard().get("/").body, "No reports yet</h2>"));
}

TEST_CASE("one domain, only faults, and the table as data") {
  const Reported dashboard;
  const std::string one = dashboard.get("/?domain=example.com").body;
  CHECK(has(one, "Only about <strong>example.com</strong>"));
  CHECK_FALSE(has(one, ">example.org</a></th>"));
  CHECK(has(dashboard.get("/?domain=example.com&domain=example.org").body,
            "Only about <strong>example.com and example.org</strong>"));
  CHECK_FALSE(has(dashboard.get("/?issues=1").body, ">example.com</a></th>"));
  const Response csv = dashboard.get("/?as=csv&of=domains");
  CHECK(csv.media_type == "text/csv; charset=utf-8; header=present");
  CHECK(csv.body ==
        "policy_domain,verdict,sessions,failed,reporters,policy,failed_share\r\n"
        "example.org,ACTION,3432,312,3,sts enforce,0.09090909090909091\r\n"
        "example.com,OK,1204,0,1,sts enforce,0.0\r\n");
  CHECK(has(dashboard.get("/?as=json&of=domains").body, "{\"schema\":1,\"domains\":[{"));
  CHECK(
      has(dashboard.get("/?as=csv&of=days&range=7").body, "day,successful,failed\r\n2026-11-17,"));
  CHECK(
      has(dashboard.get("/?as=csv&of=causes").body, "result_type,failed\r\ncertificate-expired,"));
}

TEST_CASE("links of a page about some domains lead to pages about all of these") {
  const Reported dashboard;
  const std::string page = dashboard.get("/?domain=example.com&domain=example.org").body;
  CHECK(has(page, "/digest?domain=example.com&amp;domain=example.org&amp;day=2026-11-23\""));
  CHECK(has(page, "/reports?domain=example.com&amp;domain=example.org&amp;type="));
}

TEST_CASE("who asks for domains that are not theirs, or none, is told that there are none") {
  Reported dashboard;
  for (const char* path : {"/", "/digest", "/problems", "/reporters"}) {
    CAPTURE(path);
    dashboard.viewer = {};
    CHECK(dashboard.get(path + std::string("?domain=<b>x")).status == 404);
    dashboard.viewer = {.name = "owner", .domains = std::vector{Domain("example.com")}};
    CHECK(dashboard.get(path + std::string("?domain=example.org")).status == 404);
    const Response both =
        dashboard.get(path + std::string("?domain=example.org&domain=example.com"));
    CHECK(both.status == 200);
    CHECK_FALSE(has(both.body, "<strong>example.org"));
    CHECK_FALSE(has(both.body, "nobody.invalid"));
  }
}

TEST_CASE("a click on a heading sorts the domains, and a second one the other way") {
  const Reported dashboard;
  tests::put(*dashboard.open(), tests::make_report("a.example", "a.example.net", kDayBefore, 7));
  tests::put(*dashboard.open(),
             tests::make_report("a.example", "b.example.net", kVisitedDay, 1204));
  struct {
    const char* sort;
    std::vector<std::string> domains;
  } const cases[] = {
      {"", {"example.org", "a.example.net", "b.example.net", "example.com"}},
      {"nonsense", {"example.org", "a.example.net", "b.example.net", "example.com"}},
      {"-week", {"example.org", "a.example.net", "b.example.net", "example.com"}},
      {"domain", {"a.example.net", "b.example.net", "example.com", "example.org"}},
      {"-domain", {"example.org", "example.com", "b.example.net", "a.example.net"}},
      {"-sessions", {"example.org", "b.example.net", "example.com", "a.example.net"}},
      {"sessions", {"a.example.net", "b.example.net", "example.com", "example.org"}},
      {"failed", {"a.example.net", "b.example.net", "example.com", "example.org"}},
      {"-rate", {"example.org", "b.example.net", "example.com", "a.example.net"}},
      {"verdict", {"b.example.net", "example.com", "a.example.net", "example.org"}}};
  for (const auto& c : cases) {
    CAPTURE(c.sort);
    const std::string target = std::string("/?sort=") + c.sort;
    std::vector<std::string> rows;
    for (const std::string& domain : c.domains)
      rows.push_back(">" + domain + "</a></th>");
    check_order(dashboard.get(target).body, rows);
    std::vector<std::string> lines;
    for (const std::string& domain : c.domains)
      lines.push_back("\n" + domain + ",");
    check_order(dashboard.get(target + "&as=csv&of=domains").body, lines);
  }
}

TEST_CASE("a heading says by what the domains are sorted, and leads to the other order") {
  const Reported dashboard;
  const std::string usual = dashboard.get("/?range=7&page=2").body;
  CHECK(has(usual, "aria-sort=\"descending\"><a href=\"?range=7&amp;sort=verdict\">Verdict</a>"));
  CHECK(has(usual, "<a href=\"?range=7&amp;sort=-failed\">Failed</a></th>"));
  CHECK(has(usual, "<a href=\"?range=7&amp;sort=domain\">Domain</a></th>"));
  CHECK(has(dashboard.get("/?sort=-failed").body,
            "aria-sort=\"descending\"><a href=\"?sort=failed\">Failed</a>"));
  CHECK(has(dashboard.get("/?sort=failed").body,
            "aria-sort=\"ascending\"><a href=\"?sort=-failed\">"));
}

TEST_CASE("a base path stands before each address") {
  Reported dashboard;
  dashboard.options.base_path = "/tlsward";
  const std::string page = dashboard.get("/").body;
  CHECK(has(page, "href=\"/tlsward/domains/example.org\""));
  CHECK(has(page, "src=\"/tlsward/static/app."));
  CHECK(has(page, "action=\"/tlsward/preferences\""));
}

}  // namespace
}  // namespace tlsward
