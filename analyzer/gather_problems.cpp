#include "analyzer/gather_problems.h"

#include "schema/network.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace tlsward {
namespace {

using std::chrono::days;

constexpr std::size_t kShown = 5;  // texts of a kind

// The most that are told apart: of what is unauthenticated, of what is better.
using Bounds = std::array<std::size_t, 2>;
constexpr Bounds kProblems = {2'000, 10'000};
constexpr Bounds kStatements = {10'000, 50'000};

// Whether there is room for one more of the kind; then it is counted.
bool take_room(std::array<std::size_t, 2>& taken, const Bounds& bounds, bool proof) {
  if (taken.at(proof) == bounds.at(proof)) return false;
  ++taken.at(proof);
  return true;
}

}  // namespace

// `row` is a Failure, or an Entry that no detail explains. Null if there is no room.
template <typename Row>
ProblemGathering::Told* ProblemGathering::count(const ProblemKey& key, const Row& row,
                                                std::int64_t failed) {
  const bool proof = is_proof(row.trust);
  auto place = problems_.find(key);
  if (place == problems_.end()) {
    if (!take_room(opened_, kProblems, proof)) {
      left_out_ = add_saturating(left_out_, failed);
      return nullptr;
    }
    place = problems_.try_emplace(key).first;
  }
  Told& told = place->second.at(proof);
  Speaker speaker{row.reporter, proof};
  auto said = told.statements.find(speaker);
  const bool apart = said != told.statements.end() || take_room(statements_, kStatements, proof);
  if (!apart) speaker.reporter.clear();
  if (said == told.statements.end()) said = told.statements.try_emplace(speaker).first;
  Statement& statement = said->second;
  statement.who.reporter = speaker.reporter;
  statement.who.organization_name = apart ? row.organization_name : kOthers;
  believe(statement.who, row);
  statement.who.failed = add_saturating(statement.who.failed, failed);
  std::int64_t& sum = statement.failures[row.day];
  sum = add_saturating(sum, failed);
  told.effect =
      std::min(told.effect, effect_of(row.policy_type, row.policy_string, key.result_type));
  return &told;
}

void ProblemGathering::add(std::span<const Entry> entries, const EachFailure& each) {
  ExplainedFailures explained;
  each([&](const Failure& failure) {
    const FailureDetail& detail = failure.detail;
    const std::int64_t failed = detail.failed_session_count.value_or(0);
    explained.add(failure);
    if (failed == 0) return;
    Told* const told = count(keys_.find(failure), failure, failed);
    if (told == nullptr) return;
    told->reasons.add(detail.failure_reason_code, failed);
    told->networks.add(network_of(detail.sending_mta_ip), failed);
    told->receivers.add(detail.receiving_ip, failed);
  });
  explained.each_rest(entries, [this](const Entry& entry, std::int64_t failed) {
    count({.domain = entry.domain, .policy_type = entry.policy_type}, entry, failed);
  });
}

ProblemWitness ProblemGathering::make_witness(const Domain& line, const Speaker& speaker,
                                              const Statement& statement) const {
  ProblemWitness witness{.who = statement.who};
  const std::vector<Day> reported = report_days(history_, speaker.reporter, line, speaker.proof);
  witness.days.reserve(std::max(reported.size(), statement.failures.size()));
  for (const auto& [day, failed] : statement.failures)
    witness.days.push_back({.day = day, .failed = failed});
  for (const Day day : reported)
    if (!statement.failures.contains(day)) witness.days.push_back({.day = day, .failed = 0});
  std::ranges::sort(witness.days, {}, &ReportDay::day);
  return witness;
}

Problem ProblemGathering::make_problem(const ProblemKey& key, const Gathered& gathered) const {
  const Told& believed = gathered.at(gathered.back().statements.empty() ? 0 : 1);
  Problem problem{.key = key,
                  .reasons = believed.reasons.most_frequent(kShown),
                  .sending_networks = believed.networks.most_frequent(kShown),
                  .receiving_ips = believed.receivers.most_frequent(kShown),
                  .effect = believed.effect,
                  .first_seen = history_.day,
                  .last_seen = history_.first};
  for (const Told& told : gathered) {
    for (const auto& [speaker, statement] : told.statements) {
      problem.witnesses.push_back(make_witness(key.domain, speaker, statement));
      problem.first_seen = std::min(problem.first_seen, statement.failures.begin()->first);
      problem.last_seen = std::max(problem.last_seen, statement.failures.rbegin()->first);
      problem.failed = add_saturating(problem.failed, statement.who.failed);
      problem.trust = std::max(problem.trust, statement.who.trust);
    }
  }
  std::ranges::stable_sort(problem.witnesses, std::ranges::greater{},
                           [](const ProblemWitness& witness) { return witness.who.failed; });
  problem.days = days_of(problem.witnesses);
  problem.size = size_of(problem.witnesses, history_.day);
  return problem;
}

std::vector<Problem> ProblemGathering::take_problems() {
  std::vector<Problem> problems;
  problems.reserve(problems_.size());
  while (!problems_.empty()) {
    const auto taken = problems_.extract(problems_.begin());
    problems.push_back(make_problem(taken.key(), taken.mapped()));
  }
  return problems;
}

namespace {

// Whether it lets some details of an entry through and others not.
bool narrows_details(const Filter& filter) {
  return !filter.result_type.empty() || !filter.mx.empty() || !filter.ip.empty() ||
         !filter.text.empty();
}

// Days of which rows are read at once.
struct Stretch {
  Day since;
  Day until;
  std::set<Domain> lines;  // on which anything failed; empty: too many, or one that has no name
};

// The days on which anything failed, the newest first: most lines have few, and many none. Of few
// lines a week at a time.
std::vector<Stretch> stretches_of(const History& history) {
  std::vector<Stretch> stretches;
  for (const auto& [day, lines] : failing_lines(history)) {
    // A filter cannot name the line of reports that name no domain.
    const bool few = lines.size() <= kFewLines && !lines.front().empty();
    if (!few) {
      stretches.push_back({.since = day, .until = day});
      continue;
    }
    const bool goes_on = !stretches.empty() && !stretches.back().lines.empty() &&
                         stretches.back().until - day < days(7) &&
                         stretches.back().lines.size() + lines.size() <= kFewLines;
    if (!goes_on) stretches.push_back({.until = day});
    stretches.back().since = day;
    stretches.back().lines.insert(lines.begin(), lines.end());
  }
  return stretches;
}

ProblemGathering gather(Store& store, Filter filter, const History& history) {
  ProblemGathering gathering(history);
  const std::vector<Domain> asked = filter.domains;
  filter.limit = 0;
  filter.failed = true;
  for (const Stretch& stretch : stretches_of(history)) {
    filter.since = stretch.since;
    filter.until = stretch.until;
    filter.lines.assign(stretch.lines.begin(), stretch.lines.end());
    filter.domains = stretch.lines.empty() ? asked : std::vector<Domain>();
    std::vector<Entry> entries;
    if (!narrows_details(filter))  // failures that no detail explains show where all are read
      entries = merge_entries([&](const auto& use) { store.reports().each_entry(filter, use); });
    gathering.add(entries, [&](const auto& use) { store.reports().each_failure(filter, use); });
  }
  return gathering;
}

bool narrows_within_lines(const Filter& filter) {
  return narrows_details(filter) || !filter.reporter.empty() || !filter.policy_type.empty();
}

// Takes out the problems of which the filter lets no failure through.
void keep_matching(Store& store, const Filter& filter, const History& history,
                   std::vector<Problem>& problems) {
  if (!narrows_within_lines(filter)) return;
  std::set<ProblemKey> matching;
  for (const Problem& problem : gather(store, filter, history).take_problems())
    matching.insert(problem.key);
  std::erase_if(problems, [&](const Problem& problem) { return !matching.contains(problem.key); });
}

struct Decisions {
  std::map<std::string, Mute> mutes;
  std::map<std::string, Day> settled;
};

// What people decided, up to the day.
Decisions read_decisions(Store& store, Day day) {
  Decisions decisions;
  for (const Mute& mute : store.problems().mutes())
    if (mute.since <= day) decisions.mutes.emplace(mute.problem, mute);
  for (const Settlement& settlement : store.problems().settlements())
    if (settlement.day <= day) decisions.settled.emplace(settlement.problem, settlement.day);
  return decisions;
}

void decide(Problem& problem, const Decisions& decisions, Day day) {
  const auto settled = decisions.settled.find(problem.id);
  if (settled != decisions.settled.end()) problem.settled = settled->second;
  problem.life = life_of(problem.witnesses, problem.settled);
  const auto mute = decisions.mutes.find(problem.id);
  if (mute == decisions.mutes.end() || mute->second.until < day) return;
  if (is_muted(mute->second, problem.size, std::max(day, mute->second.since)))
    problem.mute = mute->second;
  else
    problem.outgrown = mute->second.until;
}

// The most urgent last.
auto urgency(const Problem& problem) {
  return std::tuple(problem.is_open() && !problem.mute, problem.is_open(), problem.size,
                    problem.last_seen, problem.failed);
}

}  // namespace

ProblemList read_problems(Store& store, const Filter& filter, Day day) {
  const History history = read_history(store, filter.domains, day, kHistoryDays);
  ProblemList list = read_problems(store, history);
  keep_matching(store, filter, history, list.problems);
  return list;
}

ProblemList read_problems(Store& store, const History& history, std::optional<Day> decided) {
  ProblemGathering gathering = gather(store, {.domains = history.domains}, history);
  ProblemList list{.problems = gathering.take_problems(), .left_out = gathering.left_out()};
  const Decisions decisions = read_decisions(store, decided.value_or(history.day));
  for (Problem& problem : list.problems) {
    problem.id = problem_id(problem.key, store.hash_key());
    decide(problem, decisions, history.day);
  }
  std::ranges::stable_sort(list.problems, std::ranges::greater{}, urgency);
  return list;
}

}  // namespace tlsward
