// Tests analyzer/digest_advice.cpp: what a problem tells its reader to do, and in what order.
#include "analyzer/digest_advice.h"

#include "analyzer/digest_problem.h"
#include "analyzer/digest_words.h"
#include "analyzer/problem_words.h"
#include "tests/support/digests.h"
#include "tests/support/said.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

using tests::kGoogle;
using tests::kMicrosoft;
using tests::kOrg;
using tests::kSaidDay;
using tests::line;
using tests::Said;
using tests::say;

// The only problem of a day on which these were said.
DigestProblem problem_of(std::initializer_list<Said> said) {
  const auto store = open_store(":memory:", Commits::each);
  for (const Said& each : said)
    say(*store, each);
  const Digest digest = make_digest(*store, kSaidDay, {});
  const ToldProblems told = all_problems(digest);
  REQUIRE(told.size() == 1);
  return *told.front().first;
}

bool begins(std::string_view text, std::string_view with) {
  return text.starts_with(with);
}

TEST_CASE("where all of it is at one place, the steps look there first") {
  const DigestProblem problem = problem_of({{.result_type = "certificate-host-mismatch",
                                             .failed = 40,
                                             .addresses = {"2001:db8::25", "2001:db8::26"}},
                                            {.reporter = kMicrosoft,
                                             .result_type = "certificate-host-mismatch",
                                             .failed = 40,
                                             .addresses = {"2001:db8::25", "2001:db8::26"}}});
  CHECK(problem.place == "ipv6-only");
  CHECK(problem.place_advice == "All failures at mx1.example.org were over IPv6.");
  CHECK(problem.advice.action() == "Compare both ways.");
  REQUIRE(problem.advice.commands().size() == 2);
  CHECK(begins(problem.advice.commands()[1], "openssl s_client -6 "));
  CHECK(std::ranges::count_if(problem.advice.steps, [](const std::string& step) {
          return begins(step, "Compare the names in the certificate");
        }) == 1);
}

TEST_CASE("a host that neither the policy nor the settings name is asked about first") {
  const DigestProblem problem =
      problem_of({{.result_type = "certificate-expired", .failed = 4, .mx = "old"}});
  CHECK(begins(problem.advice.action(), "Is this host yours?"));
  CHECK(problem.advice.commands() == std::vector<std::string>{"dig +short MX example.org"});
  CHECK(std::ranges::any_of(problem.advice.steps, [](const std::string& step) {
    return begins(step, "As root on old.example.org");
  }));
}

TEST_CASE("what only strangers tell is to be looked at first, and is called unproven") {
  const DigestProblem problem = problem_of(
      {{.result_type = "certificate-expired", .failed = 5000, .trust = Trust::unauthenticated}});
  CHECK_FALSE(problem.is_proven());
  CHECK(begins(problem.advice.action(), "First see whether it is so. If it is, go on. As root"));
  CHECK(state_in_words(problem) == "new, unproven");
  const Digest digest{.day = kSaidDay};
  const DigestDomain domain{.sessions = {10, 5000}};
  CHECK(begins(effect(problem, domain, digest), "Unproven; if it is true: 5,000 of"));
}

TEST_CASE("what did not fail on the day may be mended, and is called quiet") {
  const DigestProblem problem =
      problem_of({{.back = 1, .result_type = "certificate-expired", .failed = 40},
                  {.back = 2, .result_type = "certificate-expired", .failed = 40},
                  {.reporter = kMicrosoft}});
  CHECK_FALSE(problem.is_seen());
  CHECK(problem.unanswered);
  CHECK(begins(problem.advice.action(), "If you have mended it, wait"));
  CHECK(state_in_words(problem) == "quiet");
  CHECK(since(problem, {.day = kSaidDay}) == "Sat 21 Nov 2026");
}

TEST_CASE("a command for hosts that nobody named comes after how to find their names") {
  const DigestProblem problem = problem_of({{.failed = 14, .mode = "testing"}});
  const std::vector<std::string>& steps = problem.advice.steps;
  const auto put = std::ranges::find_if(steps, [](const std::string& step) {
    return step.ends_with("Put the name of each of your mail servers in place of MX.");
  });
  REQUIRE(steps.end() - put >= 3);
  CHECK(put[1] == "$ dig +short MX example.org");
  CHECK(put[2].find("-connect MX:25") != std::string::npos);
}

TEST_CASE(
    "of two that may be one, the second one refers to the first and both know all who saw it") {
  const auto store = open_store(":memory:", Commits::each);
  say(*store, {.result_type = "certificate-not-trusted",
               .failed = 61,
               .reason = "unable to get local issuer certificate"});
  say(*store, {.reporter = kMicrosoft, .result_type = "certificate-not-trusted", .failed = 20});
  const Digest digest = make_digest(*store, kSaidDay, {});
  const std::vector<DigestProblem>& problems = line(digest, kOrg).problems;
  REQUIRE(problems.size() == 2);
  for (const DigestProblem& problem : problems) {
    CHECK(name(problem.diagnosis.side) == name(Side::you));
    CHECK(problem.diagnosis.evidence.front().kind == "several-reporters");
  }
  CHECK_FALSE(begins(problems[0].advice.action(), "Perhaps the same fault"));
  CHECK(begins(problems[1].advice.action(), "Perhaps the same fault"));
  CHECK(digest_subject(digest).ends_with("(61 failed, 1 reporter), and 1 more problem"));
}

TEST_CASE("failures of the type that tells nothing may be of any kind") {
  const FailureGroup one{.key = {.host = Domain("mx.example.org")},
                         .result_types = {"validation-failure"}};
  CHECK_FALSE(are_alike(one, one));
  FailureGroup other = one;
  other.result_types = {"tlsa-invalid"};
  CHECK(are_alike(other, other));
  CHECK_FALSE(are_alike(one, other));
}

}  // namespace
}  // namespace tlsward
