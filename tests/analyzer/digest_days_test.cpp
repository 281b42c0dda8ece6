// Tests what a mail of several days says: one of a week, or after an outage.
#include "analyzer/daily_run.h"
#include "analyzer/digest_message.h"
#include "analyzer/digest_outline.h"
#include "analyzer/digest_words.h"
#include "analyzer/wording.h"
#include "tests/support/filled_store.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

using std::chrono::days;
using tests::make_failing_report;
using tests::make_report;
using tests::put;

const Day kDay = *parse_day("2026-11-24");

Audience audience_of(const std::string& owner) {
  Audience audience;
  audience.owner.name = owner;
  audience.scope = {.owner = owner, .domains = {Domain("example.com")}};
  return audience;
}

TEST_CASE("a mail of several days begins with the worst of them, and tells what came and went") {
  const auto store = open_store(":memory:", Commits::each);
  put(*store, make_failing_report("b.example", "example.com", kDay, "certificate-expired", 400));
  for (int day = 1; day < 5; ++day)
    put(*store, make_report("b.example", "example.com", kDay + days(day), 1000));
  DigestSpan span = usual_span(kDay + days(4));
  span.told = kDay - days(1);
  const Digest digest = make_digest(*store, audience_of("ops"), {kDay, kDay + days(4)}, span);
  CHECK(digest.verdict == Verdict::ok);
  CHECK(digest.worst() == Verdict::action);
  const std::string bad_day = day_in_words(kDay, english());
  const std::string last_day = day_in_words(kDay + days(4), english());
  CHECK(digest_subject(digest) ==
        "[TLS-RPT] ACTION example.com: certificate expired, mx.example.com (" + bad_day + "; " +
            last_day + ": OK), 1 problem fixed");
  const std::string message = make_digest_message(
      digest,
      {.from = "tlsward@example.org", .to = {"ops@example.org"}, .message_id = "1@example.org"});
  CHECK(message.find("X-Tlsward-Verdict: ACTION\r\n") != std::string::npos);
  const DigestOutline outline = make_outline(digest);
  CHECK(outline.verdict == Verdict::action);
  CHECK(outline.title == "TLS delivery report for " + bad_day + " to " + last_day + " (UTC days)");
  CHECK(outline.summary.starts_with("The last of these days, " + last_day + ": OK - "));
  CHECK(outline.before.at(0).lines.at(0).ends_with(
      "To see it: tlsward digest --owner ops --day 2026-11-24"));
  const auto fixed = all_fixed(digest);
  REQUIRE(fixed.size() == 1);
  CHECK(fixed.front().first->group.key.cause == "certificate-expired");
}

}  // namespace
}  // namespace tlsward
