#include "analyzer/lasting_cause.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace tlsward {
namespace {

// A reporter, and whether what it says is proof: as problems tell witnesses apart.
using Speaker = std::pair<std::string, bool>;

// What one speaker said of one day in one of several problems.
struct Statement {
  Day day;
  Counted counted;
};

// All that one speaker said in them.
struct Said {
  Witness who{.trust = Trust::refused};
  std::vector<Statement> statements;
};

void add(Said& said, const Problem& problem, const ProblemWitness& witness) {
  if (witness.who.trust > said.who.trust) {
    said.who.trust = witness.who.trust;
    said.who.evidence = witness.who.evidence;
  }
  said.who.reporter = witness.who.reporter;
  said.who.organization_name = witness.who.organization_name;
  for (const ReportDay& report : witness.days)
    said.statements.push_back({report.day,
                               {.reporter = witness.who.reporter,
                                .policy_type = problem.key.policy_type,
                                .sessions = {.failed = report.failed}}});
}

ProblemWitness to_witness(Said said) {
  ProblemWitness witness{.who = std::move(said.who)};
  std::ranges::stable_sort(said.statements, {}, &Statement::day);
  std::vector<Counted> of_day;
  for (auto first = said.statements.begin(); first != said.statements.end();) {
    const Day day = first->day;
    of_day.clear();
    for (; first != said.statements.end() && first->day == day; ++first)
      if (first->counted.sessions.failed > 0) of_day.push_back(first->counted);
    witness.days.push_back({.day = day, .failed = count_sessions(of_day).failed});
    witness.who.failed = add_saturating(witness.who.failed, witness.days.back().failed);
  }
  return witness;
}

std::vector<ProblemWitness> merge_witnesses(std::span<Problem* const> problems) {
  if (problems.size() == 1) return std::move(problems.front()->witnesses);
  std::map<Speaker, Said> speakers;
  for (const Problem* problem : problems)
    for (const ProblemWitness& witness : problem->witnesses)
      add(speakers[{witness.who.reporter, is_proof(witness.who)}], *problem, witness);
  std::vector<ProblemWitness> witnesses;
  witnesses.reserve(speakers.size());
  for (auto& [speaker, said] : speakers)
    witnesses.push_back(to_witness(std::move(said)));
  std::ranges::stable_sort(witnesses, std::ranges::greater{},
                           [](const ProblemWitness& witness) { return witness.who.failed; });
  return witnesses;
}

// The reports that the digest before did not have of the days that it told of: of each line, by
// speaker and day.
using LateDays = std::map<Domain, std::set<std::pair<Speaker, Day>>>;

std::vector<ProblemWitness> as_known_before(std::vector<ProblemWitness> witnesses,
                                            const Domain& line, Day told,
                                            const LateDays& all_late) {
  const auto late = all_late.find(line);
  for (ProblemWitness& witness : witnesses) {
    std::vector<ReportDay>& reports = witness.days;
    while (!reports.empty() && reports.back().day > told)
      reports.pop_back();
    if (late == all_late.end()) continue;
    const Speaker speaker{witness.who.reporter, is_proof(witness.who)};
    std::erase_if(reports, [&](const ReportDay& report) {
      return late->second.contains({speaker, report.day});
    });
  }
  std::erase_if(witnesses, [](const ProblemWitness& witness) {
    return std::ranges::all_of(witness.days,
                               [](const ReportDay& report) { return report.failed == 0; });
  });
  return witnesses;
}

// What the life has come to since it stood as `before`.
ProblemState state_since(const ProblemLife& before, const ProblemLife& now) {
  if (now.resolved) return ProblemState::resolved;
  if (before.episodes == 0)
    return now.episodes == 1 ? ProblemState::opened : ProblemState::came_back;
  if (before.resolved) return ProblemState::came_back;
  const bool is_news = now.state == ProblemState::opened || now.state == ProblemState::came_back;
  return is_news ? ProblemState::ongoing : now.state;
}

// All that is open of it is over by somebody's word, or nothing.
std::optional<Day> settled_of(std::span<Problem* const> problems) {
  std::optional<Day> first;
  for (const Problem* problem : problems) {
    if (!problem->settled) return {};
    first = first ? std::min(*first, *problem->settled) : *problem->settled;
  }
  return first;
}

std::optional<Mute> mute_of(std::span<Problem* const> problems) {
  std::optional<Mute> first;
  for (const Problem* problem : problems) {
    if (!problem->is_open()) continue;
    if (!problem->mute) return {};
    if (!first || problem->mute->until < first->until) first = problem->mute;
  }
  return first;
}

void add_lives(LastingCause& cause, std::optional<Day> settled, const Compared& compared,
               const LateDays& late) {
  const Day told = compared.told;
  const ProblemLife now = life_of(cause.witnesses, settled, told);
  cause.state = now.state;
  cause.since = now.since;
  cause.resolved = now.resolved;
  cause.is_settled = settled && *settled >= compared.day;
  // Most are over for long, and were on the day told.
  if (now.resolved && *now.resolved <= told && !late.contains(cause.key.domain)) return;
  const auto known = as_known_before(cause.witnesses, cause.key.domain, told, late);
  const ProblemLife before = life_of(known, settled && *settled <= told ? settled : std::nullopt);
  cause.state = state_since(before, now);
  const bool came_and_went = now.resolved && *now.resolved > told && now.episodes > before.episodes;
  const bool was_open = before.episodes != 0 && !before.resolved;
  cause.is_fixed_now = now.resolved && (was_open || came_and_went);
  const bool is_news =
      cause.state == ProblemState::opened || cause.state == ProblemState::came_back;
  cause.changed_by_late = is_news && cause.last_seen <= told;
}

LastingCause make_cause(const CauseKey& key, std::span<Problem* const> problems,
                        const Compared& compared, const LateDays& late) {
  LastingCause cause{.key = key,
                     .witnesses = merge_witnesses(problems),
                     .first_seen = problems.front()->first_seen,
                     .last_seen = problems.front()->last_seen,
                     .mute = mute_of(problems)};
  const bool proven = std::ranges::any_of(
      problems, [](const Problem* problem) { return is_proof(problem->trust); });
  for (const Problem* problem : problems) {
    cause.ids.push_back(problem->id);
    if (problem->outgrown && problem->is_open()) cause.outgrown = problem->outgrown;
    cause.first_seen = std::min(cause.first_seen, problem->first_seen);
    cause.last_seen = std::max(cause.last_seen, problem->last_seen);
    if (proven && !is_proof(problem->trust)) continue;
    cause.effect = std::min(cause.effect, problem->effect);
    cause.receiving_ips.insert(cause.receiving_ips.end(), problem->receiving_ips.begin(),
                               problem->receiving_ips.end());
  }
  add_lives(cause, settled_of(problems), compared, late);
  return cause;
}

// Those who count for its life.
std::vector<ProblemWitness> believed_witnesses(const LastingCause& cause) {
  const auto is_proven = [](const ProblemWitness& witness) { return is_proof(witness.who); };
  std::vector<ProblemWitness> believed = cause.witnesses;
  if (std::ranges::any_of(believed, is_proven))
    std::erase_if(believed, [&](const ProblemWitness& each) { return !is_proven(each); });
  return believed;
}

// By day, descending, what they say.
std::vector<ReportDay> days_backwards(std::span<const ProblemWitness> witnesses) {
  std::vector<ReportDay> by_day = days_of(witnesses);
  std::ranges::reverse(by_day);
  return by_day;
}

}  // namespace

std::map<CauseKey, LastingCause> lasting_causes(std::vector<Problem> problems,
                                                const Compared& compared,
                                                std::span<const Arrival> late) {
  LateDays late_days;
  for (const Arrival& arrival : late)
    late_days[arrival.domain].insert({{arrival.reporter, is_proof(arrival.trust)}, arrival.day});
  KeyFinder keys;
  std::map<CauseKey, std::vector<Problem*>> by_cause;
  for (Problem& problem : problems)
    by_cause[keys.find_cause(problem.key)].push_back(&problem);
  std::map<CauseKey, LastingCause> causes;
  for (const auto& [key, of_cause] : by_cause)
    causes.emplace(key, make_cause(key, of_cause, compared, late_days));
  return causes;
}

std::size_t days_in_a_row(const LastingCause& cause, Day day) {
  const std::vector<ReportDay> by_day = days_backwards(believed_witnesses(cause));
  if (by_day.empty() || by_day.front().day != day) return 0;
  const auto end = std::ranges::find(by_day, 0, &ReportDay::failed);
  return static_cast<std::size_t>(end - by_day.begin());
}

bool is_unanswered(const LastingCause& cause) {
  std::vector<ProblemWitness> witnesses = believed_witnesses(cause);
  std::erase_if(witnesses, [&](const ProblemWitness& witness) {
    return std::ranges::none_of(witness.days, [&](const ReportDay& report) {
      return report.day >= cause.since && report.failed > 0;
    });
  });
  const std::vector<ReportDay> by_day = days_backwards(witnesses);
  return !by_day.empty() && by_day.front().failed > 0;
}

}  // namespace tlsward
