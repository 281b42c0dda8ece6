// Tests web/digest_page.cpp: a day's digest as the command prints it, of what its reader sees.
#include "web/digest_page.h"

#include "analyzer/digest_text.h"
#include "tests/support/filled_store.h"
#include "tests/support/test_dashboard.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

using tests::check_order;
using tests::has;
using tests::kVisitedDay;

class Reported : public tests::TestDashboard {
 public:
  Reported() {
    const auto store = open();
    tests::put(*store, tests::make_report("a.example", "example.com", kVisitedDay, 1204));
    tests::put(*store, tests::make_failing_report("b.example", "example.org", kVisitedDay,
                                                  "certificate-expired", 104));
  }
};

// What stands between <pre> and </pre>, with the characters that are escaped in HTML.
std::string text_of(const std::string& page) {
  const std::string_view open = "<pre class=\"mail\" tabindex=\"0\">";
  const auto begin = page.find(open) + open.size();
  std::string text = page.substr(begin, page.find("</pre>") - begin);
  const std::pair<std::string, std::string> escapes[] = {
      {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"}, {"&amp;", "&"}};
  for (const auto& [escaped, letter] : escapes)
    for (auto at = text.find(escaped); at != std::string::npos; at = text.find(escaped, at + 1))
      text.replace(at, escaped.size(), letter);
  return text;
}

TEST_CASE("it is the text of the command, to the letter") {
  const Reported dashboard;
  const std::string page = dashboard.get("/digest").body;
  DigestSpan span = usual_span(kVisitedDay);
  span.looked = dashboard.options.now();
  CHECK(text_of(page) == digest_text(make_digest(*dashboard.open(), span, {})));
  check_order(page, {"<title>The digest - Mon 23 Nov 2026 - tlsward</title>",
                     "href=\"?day=2026-11-22\"", "href=\"/?day=2026-11-23\"", "ACTION",
                     "certificate of mx.example.org", "tlsward digest --day 2026-11-23</code>"});
  CHECK_FALSE(has(page, "rel=\"next\""));
}

TEST_CASE("another day, one domain, and the reader's language") {
  const Reported dashboard;
  const std::string day = dashboard.get("/digest?day=2026-11-22").body;
  CHECK(has(day, "rel=\"next\" data-key=\"]\" href=\"?day=2026-11-23\""));
  CHECK_FALSE(has(text_of(day), "certificate of mx.example.org"));
  const std::string one = dashboard.get("/digest?domain=example.com").body;
  CHECK_FALSE(has(one, "example.org"));
  CHECK(has(one, "href=\"/?domain=example.com&amp;day=2026-11-23\""));
  CHECK(has(one, "tlsward digest --day 2026-11-23 --domain example.com</code>"));
  const std::string polish = dashboard.get("/digest", {{"Accept-Language", "pl"}}).body;
  CHECK(has(text_of(polish), "pon., 23 listopada 2026"));
  CHECK(has(polish, "tlsward digest --lang pl --day 2026-11-23</code>"));
}

TEST_CASE("an owner reads of their own domains, and asks for no others") {
  Reported dashboard;
  dashboard.viewer = {.name = "owner", .domains = {{Domain("example.com")}}};
  const std::string page = dashboard.get("/digest").body;
  CHECK(has(text_of(page), "1,204 sessions"));
  CHECK_FALSE(has(page, "example.org"));
  CHECK(has(page, "--domain example.com</code>"));
  CHECK(dashboard.get("/digest?domain=example.org").status == 404);
  CHECK(dashboard.get("/digest?domain=%3Cscript%3E").status == 404);
}

TEST_CASE("what strangers write is text, and nothing at all says so") {
  const tests::TestDashboard dashboard;
  CHECK(has(text_of(dashboard.get("/digest").body), "No report that counts is stored"));
  Report report = tests::make_failing_report("<b>a</b>", "example.org", kVisitedDay,
                                             "<script>alert(1)</script>", 104);
  tests::put(*dashboard.open(), report);
  const std::string page = dashboard.get("/digest").body;
  CHECK(has(page, "&lt;script&gt;"));
  CHECK_FALSE(has(page, "<script>alert"));
  CHECK_FALSE(has(page, "<b>a"));
}

TEST_CASE("the first page leads to it, with its day and domain") {
  const Reported dashboard;
  CHECK(has(dashboard.get("/?day=2026-11-22&domain=example.com").body,
            "href=\"/digest?domain=example.com&amp;day=2026-11-22\""));
}

}  // namespace
}  // namespace tlsward
