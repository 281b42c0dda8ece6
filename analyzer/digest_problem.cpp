#include "analyzer/digest_problem.h"

#include "analyzer/places.h"
#include "analyzer/remedies.h"

#include <algorithm>
#include <tuple>

namespace tlsward {
namespace {

using std::chrono::days;

constexpr std::string_view kCommand = "$ ";

Advice make_advice(const CauseKey& key, const Language& language) {
  const Remedy& remedy = find_remedy(key.cause, language);
  const auto filled = [&](std::string_view text) {
    return fill(text, key.domain, key.host, language);
  };
  Advice advice{.key = remedy.key,
                .sentence = filled(remedy.sentence),
                .technical = filled(remedy.technical),
                .verify = filled(remedy.verify),
                .until_noticed = filled(remedy.until_noticed)};
  for (const std::string_view step : remedy.steps)
    advice.steps.push_back(filled(step));
  return advice;
}

std::string effect_in_words(Effect effect, const Language& language) {
  switch (effect) {
    case Effect::refused_by_policy:
      return std::string(language.text("digest.effect-refused-by-policy"));
    case Effect::refused_by_dane:
      return std::string(language.text("digest.effect-refused-by-dane"));
    case Effect::policy_unknown:
      return std::string(language.text("digest.effect-policy-unknown"));
    case Effect::tested:
      return std::string(language.text("digest.effect-tested"));
    case Effect::delivered:
      return std::string(language.text("digest.effect-delivered"));
  }
  return {};
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
}

// Of one of which nothing failed on the day: until somebody who saw it reports, nobody knows.
Verdict judge_unseen(const LastingCause& cause, Day day) {
  const bool open = !cause.resolved && cause.last_seen > day - days(kWeek);
  return open && is_unanswered(cause) ? Verdict::watch : Verdict::ok;
}

void add_day(DigestProblem& problem, const ProblemFacts& facts, const Language& language) {
  problem.group = *facts.group;
  const std::size_t row = facts.cause == nullptr ? 1 : days_in_a_row(*facts.cause, facts.day);
  problem.verdict = judge(problem.group, facts.line->proven, row);
  problem.share = share_of(problem.group.failed, facts.line->sessions);
  problem.diagnosis = diagnose(problem.group, *facts.line, language);
  if (is_unknown_mx(problem.group, *facts.line, facts.mx_hosts))
    add_unknown_mx(problem.diagnosis, problem.group, language);
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

std::vector<std::string> Advice::commands() const {
  std::vector<std::string> commands;
  for (const std::string& step : std::span(steps).subspan(1)) {
    if (!step.starts_with(kCommand)) break;
    commands.push_back(step.substr(kCommand.size()));
  }
  return commands;
}

DigestProblem make_problem(const ProblemFacts& facts, const Language& language) {
  DigestProblem problem{.since = facts.day, .first_seen = facts.day, .last_seen = facts.day};
  if (facts.cause != nullptr) add_life(problem, *facts.cause);
  if (facts.group != nullptr) {
    add_day(problem, facts, language);
    // Over for those who count, and still told of by strangers.
    const bool over = problem.state == ProblemState::resolved && !facts.cause->is_settled;
    if (over) problem.state = ProblemState::ongoing;
  } else {
    problem.group.key = facts.cause->key;
    problem.group.effect = facts.cause->effect;
    problem.verdict = judge_unseen(*facts.cause, facts.day);
  }
  add_week(problem, facts);
  problem.effect = effect_in_words(problem.group.effect, language);
  problem.advice = make_advice(problem.group.key, language);
  if (!problem.place.empty())
    problem.place_advice = fill(find_remedy(problem.place, language).sentence,
                                problem.group.key.domain, problem.group.key.host, language);
  return problem;
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
