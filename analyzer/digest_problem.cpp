#include "analyzer/digest_problem.h"

#include "analyzer/digest_advice.h"
#include "analyzer/places.h"

#include <algorithm>
#include <cassert>
#include <tuple>

namespace tlsward {
namespace {

using std::chrono::days;

std::string_view key_of(Effect effect) {
  switch (effect) {
    case Effect::refused_by_policy:
      return "effect-refused-by-policy";
    case Effect::refused_by_dane:
      return "effect-refused-by-dane";
    case Effect::refused_by_sender:
      return "effect-refused-by-sender";
    case Effect::unknown:
      return "effect-unknown";
    case Effect::mode_unknown:
      return "effect-mode-unknown";
    case Effect::policy_unknown:
      return "effect-policy-unknown";
    case Effect::tested:
      return "effect-tested";
    case Effect::delivered:
      return "effect-delivered";
  }
  return "effect-delivered";
}

// The day of the digest's week with that number.
Day day_of_week(Day day, std::size_t number) {
  return day - days(kWeek - 1 - number);
}

double share_of(std::int64_t failed, const Sessions& line) {
  const std::int64_t total = std::max(line.total(), failed);
  return failed == 0 ? 0 : static_cast<double>(failed) / static_cast<double>(total);
}

void add_week(DigestProblem& problem, const ProblemFacts& facts) {
  problem.week_shares.fill(-1);
  std::vector<ReportDay> by_day;
  if (facts.cause != nullptr) by_day = days_of(facts.cause->witnesses);
  for (std::size_t i = 0; i < kWeek; ++i) {
    const auto found = std::ranges::find(by_day, day_of_week(facts.day, i), &ReportDay::day);
    if (found == by_day.end()) continue;
    problem.week.at(i) = found->failed;
    const auto sum = facts.history->find(found->day);
    problem.week_shares.at(i) =
        share_of(found->failed, sum == facts.history->end() ? Sessions{} : sum->second);
  }
  // The day counts as the rest of the digest counts it.
  if (facts.group == nullptr) return;
  problem.week.back() = problem.group.failed;
  problem.week_shares.back() = problem.share;
}

void add_life(DigestProblem& problem, const LastingCause& cause) {
  problem.ids = cause.ids;
  problem.state = cause.state;
  problem.changed_by_late = cause.changed_by_late;
  problem.since = cause.since;
  problem.first_seen = cause.first_seen;
  problem.last_seen = cause.last_seen;
  problem.mute = cause.mute;
  problem.outgrown = cause.outgrown;
}

// Of one of which nothing failed on the day: until somebody who saw it reports, nobody knows. What
// late reports tell is news, and the day on which it would have been told is past.
Verdict judge_unseen(const LastingCause& cause, Day day) {
  const bool open = !cause.resolved && cause.last_seen > day - days(kWeek);
  return open && (is_unanswered(cause) || cause.changed_by_late) ? Verdict::watch : Verdict::ok;
}

// Whether mail is refused by what we see ourselves: the policy that is served says so, or TLSA
// records that do not fit.
bool is_refused_by_our_look(const DigestProblem& problem, const KeptLook& look) {
  if (problem.group.effect == Effect::refused_by_policy) return look.mode == PolicyMode::enforce;
  const Finding& first = problem.now->findings.front();
  return problem.group.refused() && first.id.starts_with("DA-") && first.severity == Severity::fail;
}

// What our own look tells, and what that makes of the verdict.
void add_view(DigestProblem& problem, const ProblemFacts& facts, const Language& language) {
  const FailureGroup& group = problem.group;
  if (facts.look == nullptr || !has_view(group.key, group.result_types)) return;
  problem.now = live_view(group.key, group.result_types, *facts.look);
  problem.is_seen_by_us = problem.now->shows_fault();
  if (!problem.is_seen_by_us) return;
  const bool refused = is_refused_by_our_look(problem, *facts.look);
  problem.verdict =
      std::max(problem.verdict, judge_confirmed(group, facts.line->proven, refused, *facts.rules));
  add_own_look(problem.diagnosis, language);
}

// Whether DNS names the host of the group as an MX host of the domain, by our last look.
bool is_mx_now(const ProblemFacts& facts) {
  return facts.look != nullptr && std::ranges::find(facts.look->mx_hosts, facts.group->key.host) !=
                                      facts.look->mx_hosts.end();
}

void add_day(DigestProblem& problem, const ProblemFacts& facts, const Language& language) {
  problem.group = *facts.group;
  const std::size_t row = facts.cause == nullptr ? 1 : days_in_a_row(*facts.cause, facts.day);
  problem.verdict = judge(problem.group, facts.line->proven, row, *facts.rules);
  problem.share = share_of(problem.group.failed, facts.line->sessions);
  LineDay heard;  // those who speak against it
  heard.succeeding.assign(facts.against.begin(), facts.against.end());
  problem.diagnosis = diagnose(problem.group, heard, language, facts.alike);
  if (const auto change = change_around(facts.certificates, problem.since))
    add_replaced_certificate(problem.diagnosis, *change, language);
  if (!is_mx_now(facts) && is_unknown_mx(problem.group, *facts.line, facts.mx_hosts))
    add_unknown_mx(problem.diagnosis, problem.group, language);
  if (problem.is_proven() &&
      is_by_newcomers(problem.group, facts.established, facts.rules->known_reporters)) {
    problem.verdict = std::min(problem.verdict, Verdict::watch);
    add_newcomers(problem.diagnosis, problem.group, language);
  }
  add_view(problem, facts, language);
  problem.place = common_place(problem.group, *facts.line, facts.receiving_ips);
}

int rank_of(ProblemState state) {
  switch (state) {
    case ProblemState::opened:
      return 0;
    case ProblemState::came_back:
      return 1;
    case ProblemState::growing:
      return 2;
    case ProblemState::ongoing:
      return 3;
    case ProblemState::shrinking:
      return 4;
    case ProblemState::resolved:
      return 5;
  }
  return 5;
}

}  // namespace

bool DigestProblem::is_proven() const {
  return is_seen_by_us || std::ranges::any_of(group.witnesses, [](const Witness& witness) {
           return is_proof(witness);
         });
}

DigestProblem make_problem(const ProblemFacts& facts, const Language& language) {
  assert(facts.group != nullptr || facts.cause != nullptr);
  DigestProblem problem{.since = facts.day, .first_seen = facts.day, .last_seen = facts.day};
  if (facts.cause != nullptr) add_life(problem, *facts.cause);
  if (facts.group != nullptr) {
    add_day(problem, facts, language);
    // Over for those who count, and still told of by strangers.
    problem.over_by_proof = problem.state == ProblemState::resolved && !facts.cause->is_settled;
    if (problem.over_by_proof) problem.state = ProblemState::ongoing;
  } else {
    assert(facts.cause != nullptr);
    problem.group.key = facts.cause->key;
    problem.group.effect = facts.cause->effect;
    if (facts.look != nullptr && has_view(problem.group.key, {}))
      problem.now = live_view(problem.group.key, {}, *facts.look);
    problem.verdict = judge_unseen(*facts.cause, facts.day);
    problem.unanswered = is_unanswered(*facts.cause);
  }
  add_week(problem, facts);
  problem.effect = language.text(std::string("digest.").append(key_of(problem.group.effect)));
  add_advice(problem, language);
  return problem;
}

bool are_alike(const FailureGroup& one, const FailureGroup& other) {
  // A general failure does not tell what it is.
  return !one.result_types.empty() && !other.result_types.empty() &&
         one.result_types.front() == other.result_types.front() &&
         one.result_types.front() != "validation-failure" && one.key.host == other.key.host;
}

bool is_told_before(const DigestProblem& one, const DigestProblem& other) {
  return std::tuple(other.verdict, rank_of(one.state), other.group.failed) <
         std::tuple(one.verdict, rank_of(other.state), one.group.failed);
}

std::array<double, kWeek> week_of(const LineHistory& history, Day day) {
  std::array<double, kWeek> week{};
  for (std::size_t i = 0; i < kWeek; ++i) {
    const auto sum = history.find(day_of_week(day, i));
    week.at(i) = sum == history.end() ? -1 : failed_share(sum->second);
  }
  return week;
}

}  // namespace tlsward
