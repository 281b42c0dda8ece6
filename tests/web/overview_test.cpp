// Tests web/overview.cpp: the page says what the digest says, whatever strangers wrote into it.
#include "web/overview.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace tlsward {
namespace {

const Day kDay = *parse_day("2026-11-23");
const Day kToday = *parse_day("2026-11-24");

bool has(const std::string& page, std::string_view part) {
  return page.find(part) != std::string::npos;
}

StoreFigures some_figures() {
  return {.reports = 41, .first_day = kDay - std::chrono::days(30), .last_day = kDay};
}

Digest digest_with(const std::string& text) {
  const Witness witness{.reporter = "example.net", .organization_name = text, .failed = 312};
  DigestProblem problem{.group = {.key = {.domain = Domain("example.com")},
                                  .result_types = {text},
                                  .failed = 312,
                                  .witnesses = {witness},
                                  .reasons = {text}},
                        .since = kDay,
                        .verdict = Verdict::action,
                        .share = 0.259,
                        .effect = "Mail waits.",
                        .advice = {.sentence = "The certificate of mx.example.com has expired.",
                                   .steps = {"Renew it.", "$ certbot renew"}}};
  return {.day = kDay,
          .verdict = Verdict::action,
          .domains = {{.domain = Domain("example.com"),
                       .verdict = Verdict::action,
                       .sessions = {892, 312},
                       .reporters = {witness},
                       .policy_types = {"sts"},
                       .mode = "enforce",
                       .week = {0, 0, 0, 0, 0, -1, 0.259},
                       .problems = {problem}},
                      {.domain = Domain("shop.example.com"), .week = {-1, -1, -1, -1, -1, -1, -1}}},
          .blind_spots = {{"no-reports", "Nobody reported about shop.example.com."}},
          .sessions = {892, 312},
          .reports = 1,
          .reporters = 1};
}

TEST_CASE("the page has the verdict first, then problems, domains and blind spots") {
  const std::string page = overview_page(digest_with("Google Inc."), some_figures(), kToday);
  std::size_t last = 0;
  for (const char* part :
       {"<title>ACTION - TLS reports of Mon 23 Nov 2026</title>", "<h1>",
        "<strong>ACTION</strong> 1 problem, 1 domain without reports.", "<dd>1,204</dd>",
        "The certificate of mx.example.com has expired.",
        "Unproven; if it is true: 312 of 1,204 sessions failed (25.9\u00A0%). Mail waits.",
        "Google Inc. 312 (report unauthenticated: anybody may have sent it)", "<q>Google Inc.</q>",
        "Renew it.<code class=\"command\">certbot renew</code>",
        "<th scope=\"row\">example.com</th>", "aria-label=\"Failed on each of 7 days: 0.0 %",
        "▁▁▁▁▁·▇", "sts enforce", "<th scope=\"row\">shop.example.com</th>", "no reports",
        "<li>Nobody reported about shop.example.com.</li>"}) {
    CAPTURE(part);
    const std::size_t at = page.find(part, last);
    REQUIRE(at != std::string::npos);
    last = at;
  }
}

TEST_CASE("what strangers write is text: no markup, no turned reading direction") {
  for (const std::string hostile :
       {"<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'\" onmouseover='alert(1)",
        "\xE2\x80\xAEgnp.exe", "&lt;b&gt;"}) {
    CAPTURE(hostile);
    Digest digest = digest_with(hostile);
    digest.domains[0].domain = Domain(hostile);
    digest.domains[0].policy_types = {hostile};
    const std::string page = overview_page(digest, some_figures(), kToday);
    CHECK_FALSE(has(page, hostile));
    const std::string plain = overview_page(digest_with("x"), some_figures(), kToday);
    CHECK(std::ranges::count(page, '<') == std::ranges::count(plain, '<'));
    CHECK(std::ranges::count(page, '"') == std::ranges::count(plain, '"'));
  }
}

TEST_CASE("a template's marks in a stranger's text are not filled in") {
  CHECK(has(overview_page(digest_with("{{day}}{{{day}}}"), some_figures(), kToday),
            "<q>{{day}}{{{day}}}</q>"));
}

TEST_CASE("there is no script, no style of its own and nothing from elsewhere") {
  const std::string page = overview_page(digest_with("x"), some_figures(), kToday);
  for (const char* part : {"<script", "style=\"", "<style", "http://", "https://"})
    CHECK_FALSE(has(page, part));
}

TEST_CASE("days are linked as far as they are over") {
  const std::string yesterday = overview_page(digest_with("x"), some_figures(), kToday);
  CHECK(has(yesterday, "href=\"?day=2026-11-22\""));
  CHECK_FALSE(has(yesterday, "rel=\"next\""));
  const std::string earlier =
      overview_page(digest_with("x"), some_figures(), kToday + std::chrono::days(1));
  CHECK(has(earlier, "rel=\"next\" href=\"?day=2026-11-24\""));
}

TEST_CASE("a day without reports leads to the newest one, and an empty database teaches") {
  const Digest nothing{.day = kDay};
  const std::string page = overview_page(nothing, some_figures(), kToday);
  CHECK(has(page, "<strong>BLIND</strong> no reports."));
  CHECK(has(page, "newest reports are of <a href=\"?day=2026-11-23\""));
  CHECK_FALSE(has(page, "No reports yet</h2>"));
  CHECK_FALSE(has(page, "<table>"));
  CHECK_FALSE(has(page, "What to do"));
  CHECK(has(overview_page(nothing, {}, kToday), "No reports yet</h2>"));
}

}  // namespace
}  // namespace tlsward
