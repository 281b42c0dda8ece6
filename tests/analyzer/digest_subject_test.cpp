// Tests analyzer/digest_subject.cpp: which problem a subject names.
#include "analyzer/digest_words.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

struct Shown {
  const char* host;
  ProblemState state;
  std::int64_t failed;
  Effect effect;
  Verdict verdict = Verdict::action;
};

DigestProblem problem_of(const Shown& shown) {
  DigestProblem problem;
  problem.group.key = {
      .domain = Domain("example.org"), .cause = "certificate-expired", .host = Domain(shown.host)};
  problem.group.failed = shown.failed;
  problem.group.effect = shown.effect;
  problem.group.witnesses = {{.reporter = "sender.example", .trust = Trust::verified}};
  problem.state = shown.state;
  problem.verdict = shown.verdict;
  problem.advice.key = "certificate-expired";
  return problem;
}

TEST_CASE("the subject names the problem by which most mail was refused, be another one news") {
  using enum ProblemState;
  constexpr Effect refused = Effect::refused_by_policy;
  struct {
    Shown first;
    Shown second;
    const char* want;
  } const cases[] = {
      {{"mx1.example.org", opened, 3, refused}, {"mx2.example.org", ongoing, 234, refused}, "mx2"},
      {{"mx1.example.org", opened, 234, refused}, {"mx2.example.org", ongoing, 3, refused}, "mx1"},
      {{"mx1.example.org", opened, 3, refused},
       {"mx2.example.org", ongoing, 234, Effect::tested},
       "mx1"},
      {{"mx1.example.org", opened, 3, refused},
       {"mx2.example.org", ongoing, 234, refused, Verdict::watch},
       "mx1"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.want);
    Digest digest{.verdict = Verdict::action};
    digest.domains.push_back({.domain = Domain("example.org"), .verdict = Verdict::action});
    digest.domains.front().problems = {problem_of(c.first), problem_of(c.second)};
    CHECK(headline(digest) ==
          std::string("example.org: certificate expired, ") + c.want + ".example.org");
    CHECK(digest_subject(digest).starts_with("[TLS-RPT] ACTION " + headline(digest) + " ("));
  }
}

TEST_CASE("a day without a problem as grave as it has no headline") {
  Digest digest{.verdict = Verdict::blind};
  digest.domains.push_back({.domain = Domain("example.org")});
  digest.domains.front().problems = {
      problem_of({"mx1.example.org", ProblemState::opened, 3, Effect::tested, Verdict::watch})};
  CHECK(headline(digest).empty());
}

}  // namespace
}  // namespace tlsward
