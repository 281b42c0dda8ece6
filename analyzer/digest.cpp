#include "analyzer/digest.h"

#include "analyzer/counter_evidence.h"
#include "analyzer/digest_advice.h"
#include "analyzer/digest_evidence.h"
#include "analyzer/digest_problem.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace tlsward {
namespace {

using std::chrono::days;

// Whether there was a report of the line, of a line that has some which are proof one of these.
bool has_believed_report(const DigestEvidence& evidence, const Domain& line) {
  const Day day = evidence.day.day;
  if (const auto proven = evidence.proven.find(line); proven != evidence.proven.end())
    return proven->second.contains(day);
  const auto sums = evidence.history.lines.find(line);
  return sums != evidence.history.lines.end() && sums->second.contains(day);
}

// A report without any session tells that reports come, and nothing of mail; and where some are
// proof, one that is none tells nothing.
bool tells_of_mail(const LineDay& line, bool has_proof) {
  const Sessions& told = has_proof ? line.proven : line.sessions;
  return told.total() > 0 || line.failures_unknown;
}

using Groups = std::map<CauseKey, const FailureGroup*>;

// Those who tell of the same kind of fault at the same host in other groups.
std::vector<Witness> alike_of(const FailureGroup& group, const Groups& groups) {
  std::vector<Witness> alike;
  if (groups.size() > kMostCompared) return alike;
  for (const auto& [key, other] : groups)
    if (other != &group && (are_alike(group, *other) || are_of_one_kind(group, *other)))
      alike.insert(alike.end(), other->witnesses.begin(), other->witnesses.end());
  return alike;
}

// Where an earlier one of the same kind may be the same.
void refer_to_those_before(std::vector<DigestProblem>& problems, const Language& language) {
  constexpr std::size_t most = 20;  // of which anybody is told
  for (std::size_t i = 1; i < std::min(problems.size(), most); ++i)
    if (std::any_of(problems.begin(), problems.begin() + static_cast<std::ptrdiff_t>(i),
                    [&](const DigestProblem& before) {
                      return are_alike(before.group, problems[i].group);
                    }))
      refer_to_one_before(problems[i], language);
}

// The lines of a digest with what failed on each; made domain by domain.
class Domains {
 public:
  Domains(const DigestEvidence& evidence, const DigestScope& scope, const Language& language)
      : evidence_(evidence), scope_(scope), language_(language) {
    for (const FailureGroup& group : evidence.groups) {
      groups_[group.key.domain].emplace(group.key, &group);
      by_size_[group.key.domain].push_back(&group);
    }
    for (const Entry& entry : evidence.day.entries)
      if (groups_.contains(entry.domain)) entries_[entry.domain].push_back(&entry);
    for (const auto& [key, cause] : evidence.causes)
      causes_[key.domain].push_back(&cause);
  }

  std::vector<DigestDomain> make();

 private:
  std::map<Domain, const LineDay*> all_lines() const;
  DigestDomain make_domain(const Domain& name, const LineDay* line) const;
  void add_problems(DigestDomain& domain, const LineDay* line);
  void add_problem(DigestDomain& domain, DigestProblem problem) const;
  void add_look(DigestDomain& domain) const;
  void judge(DigestDomain& domain, const LineDay* line) const;
  ProblemFacts facts_of(const CauseKey& key, const LineDay* line) const;

  const DigestEvidence& evidence_;
  const DigestScope& scope_;
  const Language& language_;
  std::map<Domain, Groups> groups_;
  std::map<Domain, std::vector<const FailureGroup*>> by_size_;  // the same, most failures first
  std::map<Domain, std::vector<const Entry*>> entries_;         // of lines with failures
  std::map<Domain, std::vector<const LastingCause*>> causes_;
};

// Lines of the day, of the days before and of the domains asked for.
std::map<Domain, const LineDay*> Domains::all_lines() const {
  std::map<Domain, const LineDay*> lines;
  for (const auto& [line, history] : evidence_.history.lines)
    if (history.rbegin()->first >= evidence_.day.day - kLineRemembered) lines[line] = nullptr;
  for (const Domain& host : scope_.mx_hosts)
    lines.erase(host);
  lines.erase(Domain());  // of reports that name none: nobody misses them
  for (const Domain& domain : scope_.domains)
    lines[domain] = nullptr;
  for (const auto& [domain, contradiction] : evidence_.day.contradictions)
    lines[domain] = nullptr;
  for (const LineDay& line : evidence_.lines) {
    const bool is_missed = !line.domain.empty() &&
                           std::ranges::find(scope_.mx_hosts, line.domain) == scope_.mx_hosts.end();
    if (is_missed || line.sessions.total() > 0 || groups_.contains(line.domain))
      lines[line.domain] = &line;
  }
  return lines;
}

// `line` is absent for one without reports on the day.
DigestDomain Domains::make_domain(const Domain& name, const LineDay* line) const {
  static const LineHistory nothing;
  DigestDomain domain{.domain = name, .report_was_due = evidence_.due.contains(name)};
  const Contradictions& contradictions = evidence_.day.contradictions;
  if (const auto found = contradictions.find(name); found != contradictions.end())
    domain.contradiction = found->second;
  const auto found = evidence_.history.lines.find(name);
  const LineHistory& history = found == evidence_.history.lines.end() ? nothing : found->second;
  domain.week = week_of(history, evidence_.day.day);
  if (const auto before = history.find(evidence_.day.day - days(1)); before != history.end())
    domain.day_before = before->second;
  if (line == nullptr) return domain;
  domain.sessions = line->sessions;
  domain.reporters = line->reporters;
  domain.policy_types = line->policy_types;
  domain.mode = line->mode;
  domain.failures_unknown = line->failures_unknown;
  return domain;
}

// Who is established on the line. Anybody can invent a name below a domain: where nobody is, who is
// on the nearest line above it.
std::span<const std::string> established_on(
    const Domain& line, const std::map<Domain, std::vector<std::string>>& established) {
  const auto own = established.find(line);
  if (own != established.end()) return own->second;
  auto nearest = established.end();
  for (auto each = established.begin(); each != established.end(); ++each) {
    const bool is_nearer =
        nearest == established.end() || each->first.text().size() > nearest->first.text().size();
    if (is_nearer && line.is_within(each->first)) nearest = each;
  }
  if (nearest == established.end()) return {};
  return nearest->second;
}

ProblemFacts Domains::facts_of(const CauseKey& key, const LineDay* line) const {
  static const LineHistory nothing;
  ProblemFacts facts{.day = evidence_.day.day,
                     .line = line,
                     .history = &nothing,
                     .mx_hosts = scope_.mx_hosts,
                     .rules = &scope_.rules};
  if (const auto cause = evidence_.causes.find(key); cause != evidence_.causes.end())
    facts.cause = &cause->second;
  if (const auto history = evidence_.history.lines.find(key.domain);
      history != evidence_.history.lines.end())
    facts.history = &history->second;
  if (const auto look = evidence_.looks.find(key.domain); look != evidence_.looks.end())
    facts.look = &look->second;
  if (const auto certificates = evidence_.certificates.find(key.host);
      certificates != evidence_.certificates.end())
    facts.certificates = certificates->second;
  facts.established = established_on(key.domain, evidence_.established);
  if (const auto addresses = evidence_.addresses.find({key.domain, key.host});
      addresses != evidence_.addresses.end())
    facts.receiving_ips = addresses->second;
  return facts;
}

void Domains::add_problem(DigestDomain& domain, DigestProblem problem) const {
  if (problem.state == ProblemState::resolved) {
    domain.fixed.push_back(std::move(problem));
  } else if (problem.mute) {
    domain.muted.push_back(std::move(problem));
  } else if (problem.last_seen > evidence_.day.day - days(kWeek)) {
    domain.problems.push_back(std::move(problem));
  } else {
    domain.older.push_back(problem.group.key);
  }
}

// First what failed on the day, then what lasts without having failed on it.
void Domains::add_problems(DigestDomain& domain, const LineDay* line) {
  const auto& groups = groups_[domain.domain];
  for (const auto& [key, group] : groups) {
    ProblemFacts facts = facts_of(key, line);
    facts.group = group;
    const std::vector<Witness> alike = alike_of(*group, groups);
    facts.alike = alike;
    std::vector<Witness> against;
    if (groups.size() <= kMostCompared)
      against = who_would_have_met(*group, entries_[domain.domain], by_size_[domain.domain]);
    facts.against = against;
    add_problem(domain, make_problem(facts, language_));
  }
  for (const LastingCause* cause : causes_[domain.domain]) {
    if (groups.contains(cause->key)) continue;
    if (cause->last_seen == evidence_.day.day) {
      domain.crowded.push_back(cause->key);
      continue;
    }
    const bool was_over = cause->resolved && !cause->is_fixed_now;
    if (!was_over) add_problem(domain, make_problem(facts_of(cause->key, line), language_));
  }
  for (auto* problems : {&domain.problems, &domain.muted, &domain.fixed})
    std::ranges::stable_sort(*problems, is_told_before);
  refer_to_those_before(domain.problems, language_);
}

// What our own look shows beside what reports tell of.
void Domains::add_look(DigestDomain& domain) const {
  const auto found = evidence_.looks.find(domain.domain);
  if (found == evidence_.looks.end()) return;
  std::vector<LiveView> told;
  for (const auto* problems : {&domain.problems, &domain.muted})
    for (const DigestProblem& problem : *problems)
      if (problem.now &&
          (problems == &domain.problems || problem.now->state == LiveState::confirmed))
        told.push_back(*problem.now);
  domain.looked = found->second.time;
  domain.seen = untold_findings(found->second, told);
}

void Domains::judge(DigestDomain& domain, const LineDay* line) const {
  std::vector<Verdict> verdicts;
  for (const DigestProblem& problem : domain.problems)
    verdicts.push_back(problem.verdict);
  const bool is_pressed = std::ranges::any_of(
      domain.seen, [&](const Finding& finding) { return is_pressing(finding, *domain.looked); });
  if (is_pressed) verdicts.push_back(Verdict::watch);
  if (domain.contradiction || domain.failures_unknown) verdicts.push_back(Verdict::watch);
  const bool is_wrong =
      std::ranges::any_of(verdicts, [](Verdict verdict) { return verdict != Verdict::ok; });
  const bool has_proof = evidence_.proven.contains(domain.domain);
  const bool known = line != nullptr && has_believed_report(evidence_, domain.domain) &&
                     (tells_of_mail(*line, has_proof) || is_wrong);
  domain.verdict = judge_domain(known, verdicts);
}

std::vector<DigestDomain> Domains::make() {
  std::vector<DigestDomain> domains;
  for (const auto& [name, line] : all_lines()) {
    domains.push_back(make_domain(name, line));
    add_problems(domains.back(), line);
    add_look(domains.back());
    judge(domains.back(), line);
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
  bool data_lacks = digest.channel_down;
  for (const DigestDomain& domain : digest.domains) {
    verdicts.push_back(domain.verdict);
    data_lacks |= domain.verdict == Verdict::blind && domain.report_was_due;
  }
  digest.verdict = judge_owner(verdicts, data_lacks);
}

}  // namespace

Verdict Digest::worst() const {
  Verdict worst = verdict;
  for (const EarlierDay& one : earlier)
    worst = std::max(worst, one.verdict);
  return worst;
}

DigestSpan usual_span(Day day) {
  return {.day = day,
          .told = day - days(1),
          .late = {.since = digest_time(day - days(1)), .until = digest_time(day)}};
}

Digest make_digest(Store& store, Day day, const DigestScope& scope, const Language& language) {
  return make_digest(store, usual_span(day), scope, language);
}

Digest make_digest(Store& store, const DigestSpan& span, const DigestScope& scope,
                   const Language& language) {
  DigestEvidence evidence = read_evidence(store, span, scope);
  Digest digest{.day = span.day,
                .owner = scope.owner,
                .language = &language,
                .domains = Domains(evidence, scope, language).make(),
                .last_is_forgotten = span.is_forgotten,
                .last_received = evidence.last_received};
  for (const DigestDomain& domain : digest.domains)
    if (domain.reporters.empty())
      evidence.day.without_reports.push_back(domain.domain);
    else if (domain.verdict == Verdict::blind && domain.sessions.total() == 0)
      evidence.day.without_sessions.push_back(domain.domain);
  digest.blind_spots = find_blind_spots(evidence.day, language);
  add_totals(digest, evidence.day.entries);
  digest.channel_down = is_channel_down(evidence.day);
  add_verdict(digest);
  digest.late = std::move(evidence.day.late);
  if (!scope.is_guest) {
    digest.mailboxes = std::move(evidence.day.mailboxes);
    digest.endpoint = std::move(evidence.day.endpoint);
  }
  return digest;
}

}  // namespace tlsward
