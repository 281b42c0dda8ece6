// Tests analyzer/verdict.cpp: which word a problem, a domain and a day get.
#include "analyzer/verdict.h"

#include <doctest/doctest.h>

#include <vector>

namespace tlsward {
namespace {

Witness witness(const char* reporter, Trust trust) {
  return {.reporter = reporter, .failed = 1, .trust = trust};
}

TEST_CASE("the thresholds of mail that was delivered can be set") {
  FailureGroup group;
  group.effect = Effect::tested;
  group.failed = 3;
  group.proven = 3;
  group.witnesses = {witness("a.example", Trust::verified)};
  const Sessions line{.successful = 97, .failed = 3};
  CHECK(judge(group, line, 3) == Verdict::watch);
  CHECK(judge(group, line, 3, {.failed_sessions = 3}) == Verdict::action);
  CHECK(judge(group, line, 2, {.failed_sessions = 3}) == Verdict::watch);
  CHECK(judge(group, line, 2, {.failed_sessions = 3, .days_in_a_row = 2}) == Verdict::action);
  CHECK(judge(group, line, 3, {.failed_sessions = 3, .failed_percent = 4}) == Verdict::watch);
}

TEST_CASE("the organizations that are known from the start are these") {
  const auto& known = well_known_reporters();
  CHECK(known.size() == 5);
  for (const char* reporter : {"google.com", "microsoft.com"})
    CHECK(known.contains(reporter));
}

TEST_CASE("who has hardly reported before is a newcomer, where others are none") {
  const std::vector<std::string> established = {"google.com"};
  const std::set<std::string> known = {"known.example"};
  const auto seen_by = [](const char* reporter, Trust trust) {
    return FailureGroup{.witnesses = {{.reporter = reporter, .failed = 4, .trust = trust}}};
  };
  CHECK(is_by_newcomers(seen_by("new.example", Trust::verified), established, known));
  CHECK_FALSE(is_by_newcomers(seen_by("mail.known.example", Trust::verified), established, known));
  CHECK(is_by_newcomers(seen_by("known.example", Trust::unauthenticated), established, known));
  CHECK_FALSE(is_by_newcomers(seen_by("google.com", Trust::verified), established, known));
  CHECK_FALSE(is_by_newcomers(seen_by("mail.google.com", Trust::verified), established, known));
  CHECK(is_by_newcomers(seen_by("google.com", Trust::unauthenticated), established, known));
  CHECK_FALSE(is_by_newcomers(seen_by("new.example", Trust::vouched), established, known));
  CHECK_FALSE(is_by_newcomers(seen_by("new.example", Trust::verified), {}, known));
}

TEST_CASE("a problem is ACTION if it is proven and mail was refused, or frequent and lasting") {
  const Witness google = witness("google.com", Trust::verified);
  const Witness file = witness("microsoft.com", Trust::vouched);
  const Witness near = witness("example.net", Trust::corroborated);
  const Witness stranger = witness("example.com", Trust::unauthenticated);
  const Witness other = witness("example.org", Trust::unauthenticated);
  const Witness below = witness("mail.google.com", Trust::verified);
  const Witness beside = witness("smtp.google.com", Trust::vouched);
  struct {
    const char* what;
    Effect effect;
    std::vector<Witness> witnesses;
    std::int64_t failed;
    std::int64_t sessions;
    std::size_t days_in_a_row;
    Verdict want;
  } const cases[] = {
      {"enforce, proven", Effect::refused_by_policy, {google}, 1, 1000, 1, Verdict::action},
      {"demanded by the sender", Effect::refused_by_sender, {google}, 1, 1000, 1, Verdict::action},
      {"of a type that nobody knows", Effect::unknown, {google}, 3, 900, 1, Verdict::watch},
      {"enforce, from a file", Effect::refused_by_policy, {file}, 1, 1, 1, Verdict::action},
      {"DANE, corroborated", Effect::refused_by_dane, {near}, 1, 9, 1, Verdict::action},
      {"enforce, a stranger",
       Effect::refused_by_policy,
       {stranger},
       1000000,
       1000000,
       14,
       Verdict::watch},
      {"two strangers are one",
       Effect::refused_by_policy,
       {stranger, other},
       500,
       500,
       14,
       Verdict::watch},
      {"a stranger and a proof",
       Effect::refused_by_policy,
       {stranger, google},
       2,
       9,
       1,
       Verdict::action},
      {"one of one is few", Effect::delivered, {google, file}, 1, 1, 14, Verdict::watch},
      {"four are few", Effect::tested, {google, file}, 4, 4, 3, Verdict::watch},
      {"five by two reporters", Effect::tested, {google, file}, 5, 500, 1, Verdict::action},
      {"less than 1 %", Effect::tested, {google, file}, 5, 501, 1, Verdict::watch},
      {"1 % of many", Effect::delivered, {google, file}, 20, 1999, 1, Verdict::action},
      {"not quite 1 % of many", Effect::delivered, {google, file}, 19, 1999, 1, Verdict::watch},
      {"one reporter, new", Effect::tested, {google}, 50, 100, 2, Verdict::watch},
      {"one reporter, third day", Effect::tested, {google}, 50, 100, 3, Verdict::action},
      {"a stranger beside a proof", Effect::tested, {google, stranger}, 50, 100, 1, Verdict::watch},
      {"two names of one", Effect::tested, {below, beside}, 50, 100, 1, Verdict::watch},
      {"one organization twice", Effect::tested, {google, below}, 50, 100, 1, Verdict::watch},
      {"strangers, third day", Effect::tested, {stranger, other}, 50, 100, 3, Verdict::watch},
      {"policy not fetched, rare", Effect::policy_unknown, {google}, 2, 100, 1, Verdict::watch},
      {"nobody", Effect::refused_by_policy, {}, 5, 5, 3, Verdict::watch},
      {"no sessions known", Effect::tested, {google, file}, 5, 0, 1, Verdict::action},
      {"as many as can be",
       Effect::tested,
       {google, file},
       INT64_MAX,
       INT64_MAX,
       1,
       Verdict::action},
  };
  for (const auto& c : cases) {
    CAPTURE(c.what);
    const FailureGroup group{
        .failed = INT64_MAX, .proven = c.failed, .witnesses = c.witnesses, .effect = c.effect};
    const Sessions line{.successful = c.sessions - std::min(c.failed, c.sessions),
                        .failed = std::min(c.failed, c.sessions)};
    CHECK(name(judge(group, line, c.days_in_a_row)) == name(c.want));
  }
}

TEST_CASE("a domain without reports is BLIND, never OK; else the worst of its problems") {
  struct {
    bool has_reports;
    std::vector<Verdict> groups;
    Verdict want;
  } const cases[] = {
      {false, {}, Verdict::blind},
      {true, {}, Verdict::ok},
      {true, {Verdict::watch}, Verdict::watch},
      {true, {Verdict::watch, Verdict::action, Verdict::watch}, Verdict::action},
  };
  for (const auto& c : cases)
    CHECK(judge_domain(c.has_reports, c.groups) == c.want);
}

TEST_CASE("the owner is BLIND only where no domain has data or a report was due") {
  constexpr auto kOk = Verdict::ok;
  constexpr auto kWatch = Verdict::watch;
  constexpr auto kBlind = Verdict::blind;
  constexpr auto kAction = Verdict::action;
  struct {
    std::vector<Verdict> domains;
    bool due;
    Verdict want;
  } const cases[] = {
      {{}, false, kBlind},
      {{kBlind, kBlind}, false, kBlind},
      {{kOk, kBlind}, false, kOk},
      {{kOk, kBlind}, true, kBlind},
      {{kWatch, kBlind}, false, kWatch},
      {{kWatch, kBlind}, true, kBlind},
      {{kOk, kAction, kBlind}, true, kAction},
      {{kOk, kOk}, false, kOk},
  };
  for (const auto& c : cases) {
    CAPTURE(c.domains.size());
    CHECK(name(judge_owner(c.domains, c.due)) == name(c.want));
  }
}

}  // namespace
}  // namespace tlsward
