// Tests web/help_page.cpp: what the words mean, in both languages, without a database's contents.
#include "web/help_page.h"

#include "tests/support/test_dashboard.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

using tests::check_order;

TEST_CASE("the help has verdicts, words, trust, keys and the manual, in this order") {
  const std::string page = tests::TestDashboard().get("/help").body;
  check_order(page, {"aria-current=\"page\">Help", "<h1>What do these pages tell?</h1>",
                     "<strong>OK</strong>", "<strong>WATCH</strong>", "<strong>ACTION</strong>",
                     "<strong>BLIND</strong>", "<dt>Session</dt>", "<dt>Reporter</dt>",
                     "<dt>Policy</dt>", "<dt>verified</dt>", "<dt>refused</dt>", "id=\"keys\"",
                     "<kbd>g</kbd> <kbd>o</kbd>", "<kbd>]</kbd>", "man tlsward"});
}

TEST_CASE("the help speaks the reader's language") {
  const std::string page = tests::TestDashboard().get("/help", {{"Accept-Language", "pl"}}).body;
  CHECK(tests::has(page, "<h1>Co mówią te strony?</h1>"));
  CHECK(tests::has(page, "<dt>zweryfikowany</dt>"));
}

}  // namespace
}  // namespace tlsward
