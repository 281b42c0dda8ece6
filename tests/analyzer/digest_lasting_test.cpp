// Tests analyzer/digest.cpp and analyzer/lasting_cause.cpp: problems from day to day.
#include "analyzer/digest.h"
#include "analyzer/digest_text.h"
#include "analyzer/digest_words.h"
#include "analyzer/problem_words.h"
#include "tests/support/digests.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

using std::chrono::days;
using tests::kDay;
using tests::kinds;
using tests::line;
using tests::make_failing_report;
using tests::make_report;
using tests::put;

// On which of the days before failures and clean reports of one reporter came, oldest first: "x"
// failed, "." clean, " " no report.
std::unique_ptr<Store> course(const std::string& days_up_to) {
  auto store = open_store(":memory:", Commits::each);
  for (std::size_t i = 0; i < days_up_to.size(); ++i) {
    const Day day = kDay - days(days_up_to.size() - 1 - i);
    if (days_up_to[i] == 'x')
      put(*store, make_failing_report("a.example", "example.com", day, "tlsa-invalid", 9));
    if (days_up_to[i] == '.') put(*store, make_report("a.example", "example.com", day, 9));
  }
  return store;
}

TEST_CASE("a problem is told with what became of it since the digest of the day before") {
  struct {
    const char* days;
    const char* state;  // "" where it is not among the problems
    int since;          // days ago
    Verdict verdict;    // of the domain
    std::size_t fixed;
  } const cases[] = {
      {"x", "opened", 0, Verdict::action, 0},    {".......x", "opened", 0, Verdict::action, 0},
      {"xx", "ongoing", 1, Verdict::action, 0},  {"x x  x", "ongoing", 5, Verdict::action, 0},
      {"x.x", "growing", 2, Verdict::action, 0}, {"x..x", "came-back", 0, Verdict::action, 0},
      {"xx.", "shrinking", 2, Verdict::ok, 0},   {"xx..", "", 0, Verdict::ok, 1},
      {"xx...", "", 0, Verdict::ok, 0},          {"xx ", "ongoing", 2, Verdict::blind, 0},
  };
  for (const auto& c : cases) {
    CAPTURE(c.days);
    const auto store = course(c.days);
    const Digest digest = make_digest(*store, kDay, {});
    const DigestDomain& domain = line(digest, "example.com");
    CHECK(name(domain.verdict) == name(c.verdict));
    CHECK(domain.fixed.size() == c.fixed);
    REQUIRE(domain.problems.size() == (*c.state == 0 ? 0 : 1));
    if (domain.problems.empty()) continue;
    CHECK(name(domain.problems[0].state) == c.state);
    CHECK(domain.problems[0].since == kDay - days(c.since));
    CHECK(domain.problems[0].ids.size() == 1);
  }
}

TEST_CASE("a problem of which nobody who saw it has reported since keeps its domain on WATCH") {
  const auto store = course("xx ");
  put(*store, make_report("b.example", "example.com", kDay, 50));
  const Digest digest = make_digest(*store, kDay, {});
  CHECK(digest.verdict == Verdict::watch);
  CHECK(effect(line(digest, "example.com").problems[0], line(digest, "example.com"), digest)
            .ends_with("Nobody who saw it has reported since."));
  const Digest later = make_digest(*store, kDay + days(6), {});
  CHECK(line(later, "example.com").problems.empty());
  CHECK(line(later, "example.com").older.size() == 1);
  CHECK(digest_text(later).find("1 older problem is still open") != std::string::npos);
}

TEST_CASE("failures of one cause are one problem, whatever senders call it") {
  const auto store = open_store(":memory:", Commits::each);
  put(*store, make_failing_report("a.example", "example.com", kDay, "certificate-expired", 5));
  Report other = make_failing_report("b.example", "example.com", kDay, "validation-failure", 3);
  other.policies[0].failure_details[0].failure_reason_code = "X509_V_ERR_CERT_HAS_EXPIRED";
  put(*store, other);
  const DigestDomain domain = line(make_digest(*store, kDay, {}), "example.com");
  REQUIRE(domain.problems.size() == 1);
  const DigestProblem& problem = domain.problems[0];
  CHECK(problem.advice.key == "certificate-expired");
  CHECK(problem.group.failed == 8);
  CHECK(problem.group.result_types ==
        std::vector<std::string>{"certificate-expired", "validation-failure"});
  CHECK(problem.ids.size() == 2);
  CHECK(name(problem.diagnosis.side) == name(Side::you));
}

TEST_CASE("what is muted raises no alarm, and is told and counted all the same") {
  const auto store = course("xx");
  const std::string id = line(make_digest(*store, kDay, {}), "example.com").problems[0].ids[0];
  store->transact([&] {
    store->problems().mute(
        {.problem = id, .since = kDay, .until = kDay, .reason = "known", .size = 18});
  });
  const Digest digest = make_digest(*store, kDay, {});
  CHECK(digest.verdict == Verdict::ok);
  CHECK(digest.sessions.failed == 9);
  CHECK(line(digest, "example.com").problems.empty());
  REQUIRE(line(digest, "example.com").muted.size() == 1);
  CHECK(name(line(digest, "example.com").muted[0].verdict) == "ACTION");
  CHECK(digest_text(digest).find("MUTED") != std::string::npos);
  CHECK(summary(digest) == "1 domain with muted or settled failures");
  CHECK(make_digest(*store, kDay - days(1), {}).verdict == Verdict::action);
  CHECK(make_digest(*store, kDay + days(1), {}).domains[0].muted.empty());
}

TEST_CASE("what somebody settled is told as fixed on that day, though it failed") {
  const auto store = course("xx");
  const std::string id = line(make_digest(*store, kDay, {}), "example.com").problems[0].ids[0];
  store->transact([&] { store->problems().settle({.problem = id, .day = kDay}); });
  const Digest digest = make_digest(*store, kDay, {});
  CHECK(line(digest, "example.com").problems.empty());
  CHECK(line(digest, "example.com").fixed.size() == 1);
  CHECK(digest_text(digest).find("Settled by hand") != std::string::npos);
  CHECK(summary(digest) == "1 domain with muted or settled failures");
}

TEST_CASE("who looks later is told with what was decided since, whichever day is told of") {
  const auto store = course("xx");
  const std::string id = line(make_digest(*store, kDay, {}), "example.com").problems[0].ids[0];
  const Day next = kDay + days(1);
  DigestSpan looked = usual_span(kDay);
  looked.looked = next + std::chrono::hours(9);
  const auto muted = [&](const DigestSpan& span) {
    return line(make_digest(*store, span, {}), "example.com").muted.size();
  };
  const auto fixed = [&](const DigestSpan& span) {
    return line(make_digest(*store, span, {}), "example.com").fixed.size();
  };
  store->transact(
      [&] { store->problems().mute({.problem = id, .since = next, .until = next, .size = 18}); });
  CHECK(muted(usual_span(kDay)) == 0);
  CHECK(muted(looked) == 1);
  store->transact([&] {
    store->problems().unmute(id);
    store->problems().settle({.problem = id, .day = next});
  });
  CHECK(fixed(usual_span(kDay)) == 0);
  CHECK(fixed(looked) == 1);
}

TEST_CASE("of what lasts longer than the digest goes back it is not said when it began") {
  const struct {
    std::size_t days;
    const char* since;
  } cases[] = {{34, "Wed 21 Oct 2026 (34 days)"},
               {35, "Tue 20 Oct 2026 or earlier (35 days or more)"},
               {60, "Tue 20 Oct 2026 or earlier (35 days or more)"}};
  for (const auto& c : cases) {
    const auto store = course(std::string(c.days, 'x'));
    const Digest digest = make_digest(*store, kDay, {});
    CHECK(since(line(digest, "example.com").problems.at(0), digest) == c.since);
  }
}

TEST_CASE("a problem that outgrew its mute says so") {
  const auto store = course("xx");
  const std::string id = line(make_digest(*store, kDay, {}), "example.com").problems[0].ids[0];
  store->transact([&] {
    store->problems().mute({.problem = id, .since = kDay, .until = kDay + days(9), .size = 1});
  });
  const Digest digest = make_digest(*store, kDay, {});
  REQUIRE(line(digest, "example.com").problems.size() == 1);
  CHECK(line(digest, "example.com").problems[0].outgrown == kDay + days(9));
  CHECK(since(line(digest, "example.com").problems[0], digest)
            .ends_with("It was muted until Wed 2 Dec 2026, but has grown tenfold: it is told "
                       "again."));
}

TEST_CASE(
    "reports of earlier days that came since the digest before are told, and what they open") {
  const auto store = course("x..   ");
  put(*store, make_failing_report("b.example", "example.com", kDay - days(2), "tlsa-invalid", 3),
      Trust::verified, std::chrono::hours(24 + 10));
  put(*store, make_report("c.example", "example.com", kDay, 9), Trust::verified);
  const Digest digest = make_digest(*store, kDay - days(1), {});
  CHECK(digest.late.size() == 1);
  const Digest next = make_digest(*store, kDay, {});
  CHECK(next.late.empty());  // that one was told
  put(*store, make_failing_report("d.example", "example.com", kDay - days(3), "tlsa-invalid", 4),
      Trust::verified, std::chrono::hours(3 * 24 + 8));
  const Digest again = make_digest(*store, kDay, {});
  REQUIRE(again.late.size() == 1);
  CHECK(again.late[0].failed == 4);
  CHECK(kinds(again).at(0) == "arrived-late");
}

TEST_CASE("a late report that reopens a problem is news, with the reason") {
  const auto store = course("x..  ");
  put(*store, make_failing_report("a.example", "example.com", kDay - days(1), "tlsa-invalid", 4),
      Trust::verified, std::chrono::hours(24 + 6));
  put(*store, make_report("c.example", "example.com", kDay, 9), Trust::verified);
  const Digest digest = make_digest(*store, kDay, {});
  REQUIRE(line(digest, "example.com").problems.size() == 1);
  const DigestProblem& problem = line(digest, "example.com").problems[0];
  CHECK(name(problem.state) == "came-back");
  CHECK(problem.changed_by_late);
  CHECK(problem.unanswered);
  CHECK(problem.group.failed == 0);
  CHECK(digest.verdict == Verdict::watch);
}

TEST_CASE("who saw an earlier episode only does not answer for a late one") {
  const auto store = course("x.. .");
  put(*store, make_failing_report("b.example", "example.com", kDay - days(1), "tlsa-invalid", 4),
      Trust::verified, std::chrono::hours(24 + 6));
  const Digest digest = make_digest(*store, kDay, {});
  REQUIRE(line(digest, "example.com").problems.size() == 1);
  CHECK(line(digest, "example.com").problems[0].unanswered);
  CHECK(digest.verdict == Verdict::watch);
}

TEST_CASE("a late report that opens a problem is never OK, though its sender was clean since") {
  const auto store = course("    .");
  put(*store, make_failing_report("a.example", "example.com", kDay - days(1), "tlsa-invalid", 4),
      Trust::verified, std::chrono::hours(24 + 6));
  const Digest digest = make_digest(*store, kDay, {});
  REQUIRE(line(digest, "example.com").problems.size() == 1);
  CHECK_FALSE(line(digest, "example.com").problems[0].unanswered);
  CHECK(digest.verdict == Verdict::watch);
}

TEST_CASE("a mailbox that is down makes a clean day BLIND, and a failing one stays ACTION") {
  for (const char* const days_up_to : {".", "x"}) {
    CAPTURE(days_up_to);
    const auto store = course(days_up_to);
    store->transact([&] {
      store->mailboxes().set_status({.mailbox = "reports",
                                     .last_poll = digest_time(kDay),
                                     .last_success = Timestamp(kDay),
                                     .failures = 4,
                                     .fault = "login refused"});
    });
    const Digest digest = make_digest(*store, kDay, {});
    CHECK(name(digest.verdict) == (*days_up_to == 'x' ? "ACTION" : "BLIND"));
    CHECK(kinds(digest).at(0) == "mailbox-down");
    CHECK(make_digest(*store, kDay - days(1), {}).verdict == Verdict::blind);
  }
}

}  // namespace
}  // namespace tlsward
