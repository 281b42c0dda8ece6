#include "analyzer/digest.h"

#include "analyzer/list_output.h"
#include "analyzer/remedies.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace tlsward {
namespace {

using nlohmann::ordered_json;
using std::chrono::days;

constexpr days kHistory{14};

// One line's sums of the days up to the digest's.
using History = std::map<Day, Sessions>;

// Which failure is the same problem on another day.
using ProblemKey = std::tuple<Domain, std::string, Domain>;

// Of a group or an occurrence.
template <typename Problem>
ProblemKey key_of(const Problem& problem) {
  return {problem.domain, problem.result_type, problem.receiving_mx_hostname};
}

// The report days in a row, up to the digest's, on which a problem was seen.
struct RowOfDays {
  Day since;
  std::size_t days = 1;
};

struct Evidence {
  DayEvidence day;
  std::vector<LineDay> lines;
  std::vector<FailureGroup> groups;
  std::map<Domain, History> sums;
  std::map<ProblemKey, RowOfDays> rows;    // of the groups
  std::set<Domain> due;                    // lines of which a daily reporter is missing
  std::map<Domain, std::set<Day>> proven;  // days with a report of the line that is proof
};

using ProblemKeys = std::set<ProblemKey>;

bool has_reports(const Evidence& evidence, const Domain& line, Day day) {
  const auto sums = evidence.sums.find(line);
  return sums != evidence.sums.end() && sums->second.contains(day);
}

// Whether there was a report of the line, of a line that has some which are proof one of these.
bool has_believed_report(const Evidence& evidence, const Domain& line, Day day) {
  const auto proven = evidence.proven.find(line);
  return proven == evidence.proven.end() ? has_reports(evidence, line, day)
                                         : proven->second.contains(day);
}

// Problems, and whether a witness of the digest's day is proof: then only proof tells of other
// days.
using ProvenKeys = std::map<ProblemKey, bool>;

// Those of the problems that were seen on the day.
ProblemKeys seen_on(Store& store, Day day, const ProvenKeys& problems) {
  std::set<Domain> lines;
  for (const auto& [key, proven] : problems)
    lines.insert(std::get<0>(key));
  ProblemKeys seen;
  store.reports().each_occurrence(
      {.domains = {lines.begin(), lines.end()}, .since = day, .until = day},
      [&](const Occurrence& past) {
        const auto problem = problems.find(key_of(past));
        if (problem == problems.end() || (problem->second && !is_proof(past.trust))) return;
        seen.insert(problem->first);
      });
  return seen;
}

// Follows each problem back for as long as it was seen on every day with reports of its line: a day
// without neither counts nor breaks the row. Most problems are new, so few days are read.
void read_rows_of_days(Store& store, Evidence& evidence) {
  ProvenKeys unbroken;
  for (const FailureGroup& group : evidence.groups) {
    unbroken[key_of(group)] = std::ranges::any_of(
        group.witnesses, [](const Witness& witness) { return is_proof(witness); });
    evidence.rows[key_of(group)] = {.since = evidence.day.day};
  }
  for (Day past = evidence.day.day - days(1); past >= evidence.day.day - kHistory;
       past -= days(1)) {
    if (unbroken.empty()) return;
    const ProblemKeys seen = seen_on(store, past, unbroken);
    std::erase_if(unbroken, [&](const auto& problem) {
      return !seen.contains(problem.first) &&
             has_believed_report(evidence, std::get<0>(problem.first), past);
    });
    for (const ProblemKey& key : seen)
      evidence.rows[key] = {.since = past, .days = evidence.rows[key].days + 1};
  }
}

void read_history(Store& store, Filter filter, Evidence& evidence) {
  filter.since = evidence.day.day - kHistory;
  for (const DaySum& sum : store.reports().sums(filter))
    evidence.sums[sum.domain][sum.day] = sum.sessions;
  evidence.day.rhythms = store.reports().reporter_days(filter);
  for (const ReporterDays& rhythm : evidence.day.rhythms)
    if (!rhythm.proven_days.empty())
      evidence.proven[rhythm.domain].insert(rhythm.proven_days.begin(), rhythm.proven_days.end());
  read_rows_of_days(store, evidence);
}

Evidence read_evidence(Store& store, Day day, const DigestScope& scope) {
  Evidence evidence;
  evidence.day.day = day;
  Filter filter{.domains = scope.domains, .since = day, .until = day};
  filter.domains.insert(filter.domains.end(), scope.mx_hosts.begin(), scope.mx_hosts.end());
  evidence.day.entries =
      merge_entries([&](const auto& use) { store.reports().each_entry(filter, use); });
  evidence.lines = group_lines(evidence.day.entries);
  evidence.groups = group_failures(
      evidence.day.entries, [&](const auto& use) { store.reports().each_failure(filter, use); });
  read_history(store, filter, evidence);
  evidence.day.refused = store.deliveries().refused(day, day + days(1));
  evidence.day.quarantine = store.deliveries().count_quarantined(day, Timestamp(day + days(2)));
  for (const ReporterDays& silent : find_silent(evidence.day.rhythms, day))
    evidence.due.insert(silent.domain);
  store.reports().each_conflict(
      filter, [&](const Conflict& conflict) { add(evidence.day.contradictions, conflict); });
  return evidence;
}

std::string effect_in_words(Effect effect) {
  switch (effect) {
    case Effect::refused_by_policy:
      return "Your MTA-STS policy is \"enforce\": these senders did NOT deliver. Mail waits in "
             "their queues, usually 1-5 days, then bounces.";
    case Effect::refused_by_dane:
      return "DANE protects this host: these senders did NOT deliver. Mail waits in their queues, "
             "usually 1-5 days, then bounces.";
    case Effect::policy_unknown:
      return "Mail goes on: a sender that has no valid policy uses its stored copy, or delivers "
             "as if there were none.";
    case Effect::tested:
      return "Your MTA-STS policy is \"testing\": mail was delivered; with \"enforce\" it would "
             "not have been.";
    case Effect::delivered:
      return "No policy asked for more: mail was delivered, perhaps in plain text.";
  }
  return {};
}

std::string_view key_of_remedy(const FailureGroup& group) {
  return group.result_type.empty() ? "unexplained" : std::string_view(group.result_type);
}

void add_remedy(DigestProblem& problem) {
  const FailureGroup& group = problem.group;
  const Remedy& remedy = find_remedy(key_of_remedy(group));
  const auto filled = [&](std::string_view text) {
    return fill(text, group.domain, group.receiving_mx_hostname);
  };
  problem.sentence = filled(remedy.sentence);
  problem.action = filled(remedy.steps.front());
  for (const std::string_view step : std::span(remedy.steps).subspan(1)) {
    if (!step.starts_with("$ ")) break;
    problem.commands.push_back(filled(step).substr(2));
  }
}

DigestProblem make_problem(const FailureGroup& group, const LineDay& line,
                           const Evidence& evidence) {
  const RowOfDays& row = evidence.rows.at(key_of(group));
  DigestProblem problem{.group = group,
                        .verdict = judge(group, line.proven, row.days),
                        .since = row.since,
                        .effect = effect_in_words(group.effect),
                        .diagnosis = diagnose(group, line)};
  if (const std::int64_t total = line.sessions.total(); total > 0)
    problem.share = std::min(1.0, static_cast<double>(group.failed) / static_cast<double>(total));
  add_remedy(problem);
  return problem;
}

std::vector<double> week_of(const History& history, Day day) {
  std::vector<double> week;
  for (Day past = day - days(6); past <= day; past += days(1)) {
    const auto sum = history.find(past);
    week.push_back(sum == history.end() ? -1 : failed_share(sum->second));
  }
  return week;
}

// The line with its problems; `line` is absent for one without reports on the day.
DigestDomain make_domain(const Domain& name, const LineDay* line, const Evidence& evidence) {
  DigestDomain domain{.domain = name, .report_was_due = evidence.due.contains(name)};
  const Contradictions& contradictions = evidence.day.contradictions;
  if (const auto found = contradictions.find(name); found != contradictions.end())
    domain.contradiction = found->second;
  const auto history = evidence.sums.find(name);
  domain.week =
      week_of(history != evidence.sums.end() ? history->second : History(), evidence.day.day);
  if (line == nullptr) return domain;
  domain.sessions = line->sessions;
  domain.reporters = line->reporters;
  domain.policy_types = line->policy_types;
  domain.mode = line->mode;
  domain.failures_unknown = line->failures_unknown;
  return domain;
}

// `line` is as in make_domain(): there are groups only of one with reports.
void add_problems(DigestDomain& domain, const LineDay* line,
                  std::span<const FailureGroup* const> groups, const Evidence& evidence) {
  std::vector<Verdict> verdicts;
  for (const FailureGroup* group : groups) {
    domain.problems.push_back(make_problem(*group, *line, evidence));
    verdicts.push_back(domain.problems.back().verdict);
  }
  std::ranges::stable_sort(domain.problems, std::ranges::greater{}, &DigestProblem::verdict);
  if (domain.contradiction || domain.failures_unknown) verdicts.push_back(Verdict::watch);
  domain.verdict = judge_domain(
      line != nullptr && has_believed_report(evidence, domain.domain, evidence.day.day), verdicts);
}

// Lines of the day, of the history and of the domains asked for.
std::map<Domain, const LineDay*> all_lines(const Evidence& evidence, const DigestScope& scope) {
  std::map<Domain, const LineDay*> lines;
  for (const auto& [domain, history] : evidence.sums)
    lines[domain] = nullptr;
  for (const Domain& host : scope.mx_hosts)
    lines.erase(host);
  lines.erase(Domain());  // of reports that name none: nobody misses them
  for (const Domain& domain : scope.domains)
    lines[domain] = nullptr;
  for (const auto& [domain, contradiction] : evidence.day.contradictions)
    lines[domain] = nullptr;
  for (const LineDay& line : evidence.lines)
    lines[line.domain] = &line;
  return lines;
}

std::vector<DigestDomain> make_domains(const Evidence& evidence, const DigestScope& scope) {
  std::map<Domain, std::vector<const FailureGroup*>> groups;
  for (const FailureGroup& group : evidence.groups)
    groups[group.domain].push_back(&group);
  std::vector<DigestDomain> domains;
  for (const auto& [name, line] : all_lines(evidence, scope)) {
    domains.push_back(make_domain(name, line, evidence));
    add_problems(domains.back(), line, groups[name], evidence);
  }
  std::ranges::stable_sort(domains, std::ranges::greater{}, &DigestDomain::verdict);
  return domains;
}

void add_totals(Digest& digest, std::span<const Entry> entries) {
  std::set<std::int64_t> reports;
  std::set<std::string_view> reporters;
  for (const Entry& entry : entries) {
    reports.insert(entry.report);
    reporters.insert(entry.reporter);
  }
  digest.reports = static_cast<std::int64_t>(reports.size());
  digest.reporters = reporters.size();
  for (const DigestDomain& domain : digest.domains)
    digest.sessions += domain.sessions;
}

void add_verdict(Digest& digest) {
  std::vector<Verdict> verdicts;
  bool report_was_due = false;
  for (const DigestDomain& domain : digest.domains) {
    verdicts.push_back(domain.verdict);
    report_was_due |= domain.verdict == Verdict::blind && domain.report_was_due;
  }
  digest.verdict = judge_owner(verdicts, report_was_due);
}

ordered_json names_of(std::span<const Witness> witnesses) {
  auto names = ordered_json::array();
  for (const Witness& witness : witnesses)
    names.push_back(name(witness));
  return names;
}

ordered_json to_json(const Witness& witness) {
  return {{"organization_name", witness.organization_name},
          {"reporter", witness.reporter},
          {"failed_session_count", witness.failed},
          {"trust", name(witness.trust)},
          {"trust_reason", trust_reason(witness.trust, witness.evidence)}};
}

ordered_json to_json(const std::vector<Clue>& evidence) {
  auto clues = ordered_json::array();
  for (const Clue& clue : evidence)
    clues.push_back({{"kind", clue.kind}, {"sentence", clue.sentence}});
  return clues;
}

ordered_json to_json(const DigestProblem& problem) {
  const FailureGroup& group = problem.group;
  auto witnesses = ordered_json::array();
  for (const Witness& witness : group.witnesses)
    witnesses.push_back(to_json(witness));
  return {{"result_type", text_or_null(group.result_type)},
          {"receiving_mx_hostname", text_or_null(group.receiving_mx_hostname.text())},
          {"failed_session_count", group.failed},
          {"reporters", names_of(group.witnesses)},
          {"sentence", problem.sentence},
          {"action", problem.action},
          {"commands", problem.commands},
          {"verdict", name(problem.verdict)},
          {"refused", group.refused()},
          {"effect", problem.effect},
          {"share", problem.share},
          {"since", format_day(problem.since)},
          {"witnesses", witnesses},
          {"failure_reason_codes", group.reasons},
          {"sending_mta_ips", group.sending_mta_ips},
          {"receiving_ips", group.receiving_ips},
          {"side", name(problem.diagnosis.side)},
          {"side_evidence", to_json(problem.diagnosis.evidence)}};
}

ordered_json week_json(std::span<const double> week) {
  auto shares = ordered_json::array();
  for (const double share : week)
    shares.push_back(share < 0 ? ordered_json() : ordered_json(share));
  return shares;
}

ordered_json to_json(const DigestDomain& domain) {
  const bool known = !domain.reporters.empty();
  auto problems = ordered_json::array();
  for (const DigestProblem& problem : domain.problems)
    problems.push_back(to_json(problem));
  return {
      {"policy_domain", domain.domain.text()},
      {"verdict", name(domain.verdict)},
      {"sessions", known ? ordered_json(domain.sessions.total()) : ordered_json()},
      {"failed", known ? ordered_json(domain.sessions.failed) : ordered_json()},
      {"reporters", names_of(domain.reporters)},
      {"problems", problems},
      {"policy_types", domain.policy_types},
      {"mode", text_or_null(domain.mode)},
      {"week", week_json(domain.week)},
      {"report_was_due", domain.report_was_due},
      {"failures_unknown", domain.failures_unknown},
      {"contradiction", domain.contradiction ? to_json(*domain.contradiction) : ordered_json()}};
}

}  // namespace

Digest make_digest(Store& store, Day day, const DigestScope& scope) {
  Evidence evidence = read_evidence(store, day, scope);
  Digest digest{.day = day, .domains = make_domains(evidence, scope)};
  for (const DigestDomain& domain : digest.domains)
    if (domain.reporters.empty()) evidence.day.without_reports.push_back(domain.domain);
  digest.blind_spots = find_blind_spots(evidence.day);
  add_totals(digest, evidence.day.entries);
  add_verdict(digest);
  return digest;
}

ordered_json to_json(const Digest& digest) {
  auto domains = ordered_json::array();
  for (const DigestDomain& domain : digest.domains)
    domains.push_back(to_json(domain));
  auto spots = ordered_json::array();
  for (const BlindSpot& spot : digest.blind_spots)
    spots.push_back({{"kind", spot.kind}, {"sentence", spot.sentence}});
  return {{"schema", 1},
          {"day", format_day(digest.day)},
          {"verdict", name(digest.verdict)},
          {"domains", domains},
          {"blind_spots", spots},
          {"sessions", digest.sessions.total()},
          {"failed", digest.sessions.failed},
          {"reports", digest.reports},
          {"reporters", digest.reporters}};
}

}  // namespace tlsward
