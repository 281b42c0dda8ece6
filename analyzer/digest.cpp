#include "analyzer/digest.h"

#include "analyzer/counter_evidence.h"
#include "analyzer/digest_advice.h"
#include "analyzer/digest_problem.h"
#include "analyzer/history.h"
#include "analyzer/keep_look.h"
#include "analyzer/lasting_cause.h"
#include "schema/looks.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace tlsward {
namespace {

using std::chrono::days;

constexpr days kRemembered{
    14};  // a line that had a report on one of so many days before is told of
constexpr std::size_t kMany = 100;          // groups of a line, or hosts: senders must make them up
constexpr int kEstablishes = 3;             // days before on which a reporter told of a line
constexpr std::size_t kDistrustedTold = 3;  // senders, by name
constexpr days kLate{24};                   // Microsoft's reports come up to so many days late

// By domain and host: where anything failed in all the time.
using Addresses = std::map<std::pair<Domain, Domain>, std::vector<std::string>>;

struct Evidence {
  DayEvidence day;
  History history;
  std::vector<LineDay> lines;
  std::vector<FailureGroup> groups;
  std::map<CauseKey, LastingCause> causes;
  Addresses addresses;
  std::set<Domain> due;                    // lines of which somebody broke a habit
  std::map<Domain, std::set<Day>> proven;  // days with a report of the line that is proof
  std::map<Domain, std::vector<std::string>> established;  // reporters of the line, by proof
  std::optional<Timestamp> last_received;                  // of what the scope sees
  std::map<Domain, KeptLook> looks;  // our own, of domains, shortly before the digest
  std::map<Domain, std::vector<CertificateSighting>> certificates;  // by host, of what failed
};

// Whether there was a report of the line, of a line that has some which are proof one of these.
bool has_believed_report(const Evidence& evidence, const Domain& line) {
  const Day day = evidence.day.day;
  if (const auto proven = evidence.proven.find(line); proven != evidence.proven.end())
    return proven->second.contains(day);
  const auto sums = evidence.history.lines.find(line);
  return sums != evidence.history.lines.end() && sums->second.contains(day);
}

void read_habits(Evidence& evidence) {
  const Day day = evidence.day.day;
  for (const ReporterDays& reporter : evidence.history.reporters) {
    for (const Day proven : reporter.proven_days)
      if (proven >= day - kRemembered) evidence.proven[reporter.domain].insert(proven);
    const auto before = std::ranges::lower_bound(reporter.proven_days, day);
    if (before - reporter.proven_days.begin() >= kEstablishes)
      evidence.established[reporter.domain].push_back(reporter.reporter);
  }
  evidence.day.silent = find_silent(evidence.history.reporters, day);
  for (const Silence& silence : evidence.day.silent)
    evidence.due.insert(silence.reporter->domain);
}

// What came of days that were told of since the digest before was made.
std::vector<Arrival> read_late(Store& store, Filter filter, const DigestSpan& span) {
  filter.since = span.told + days(1) - kLate;
  filter.until = span.told;
  return store.reports().arrivals(filter, span.late);
}

// An imported file came when its operator imported it: that tells nothing of its sender.
void leave_out_imported(std::vector<Arrival>& late) {
  std::erase_if(late, [](const Arrival& arrival) { return arrival.trust == Trust::vouched; });
}

void read_causes(Store& store, Evidence& evidence, const DigestSpan& span) {
  // It was still untold, if it is known what was told.
  if (span.late.after == 0) leave_out_imported(evidence.day.late);
  evidence.causes = lasting_causes(read_problems(store, evidence.history).problems,
                                   {span.day, span.told}, evidence.day.late);
  leave_out_imported(evidence.day.late);
  for (const auto& [key, cause] : evidence.causes) {
    auto& addresses = evidence.addresses[{key.domain, key.host}];
    addresses.insert(addresses.end(), cause.receiving_ips.begin(), cause.receiving_ips.end());
  }
}

// How the machine fares; of that what the scope sees.
void read_channels(Store& store, Evidence& evidence, const DigestScope& scope) {
  const Day day = evidence.day.day;
  evidence.day.is_guest = scope.is_guest;
  evidence.day.refused = store.deliveries().refused(day, day + days(1));
  evidence.day.mailboxes = store.mailboxes().statuses();
  if (scope.has_endpoint) evidence.day.endpoint = store.endpoints().status();
  if (!scope.is_guest)
    evidence.day.quarantine = store.deliveries().count_quarantined(day, Timestamp(day + days(2)));
}

// What a line among others does not tell. `filter`: the day, and all lines of the scope, also those
// of which no report counts.
void read_arrivals(Store& store, Evidence& evidence, const DigestScope& scope, Filter filter) {
  filter.limit = kDistrustedTold;
  evidence.day.distrusted = store.reports().distrusted(filter);
  if (!scope.is_guest) {
    evidence.last_received = store.reports().last_received();
    return;
  }
  filter.since = evidence.day.day - days(kDigestDays - 1);
  filter.until = evidence.day.day + days(1);
  evidence.last_received = store.reports().last_received_of(filter);
}

// Those of the last two days before the digest is made. What each domain's MX hosts were, and which
// certificates they showed, is asked for where something failed.
void read_looks(Store& store, Evidence& evidence, const DigestSpan& span) {
  const bool is_told = span.late.until != Timestamp::max();
  const Timestamp made = span.looked.value_or(is_told ? span.late.until : digest_time(span.day));
  for (const Look& look : store.looks().last_of_all(made - kLookLasts, made))
    evidence.looks[look.domain] = kept_look(look);
  std::set<Domain> seen;
  for (const FailureGroup& group : evidence.groups) {
    const auto look = evidence.looks.find(group.key.domain);
    if (look == evidence.looks.end()) continue;
    if (seen.insert(look->first).second) add_set_up(store, look->first, look->second);
    if (evidence.certificates.size() < kMany && !evidence.certificates.contains(group.key.host))
      evidence.certificates[group.key.host] = store.looks().certificates(group.key.host, made);
  }
}

Evidence read_evidence(Store& store, const DigestSpan& span, const DigestScope& scope) {
  const Day day = span.day;
  Evidence evidence;
  evidence.day.day = day;
  Filter filter{.domains = scope.domains, .since = day, .until = day};
  filter.domains.insert(filter.domains.end(), scope.mx_hosts.begin(), scope.mx_hosts.end());
  evidence.history = read_history(store, filter.domains, day, kDigestDays);
  store.reports().each_conflict(
      filter, [&](const Conflict& conflict) { add(evidence.day.contradictions, conflict); });
  if (!span.in_short) read_arrivals(store, evidence, scope, filter);
  narrow_to_lines(filter, evidence.history);
  evidence.day.entries =
      merge_entries([&](const auto& use) { store.reports().each_entry(filter, use); });
  evidence.lines = group_lines(evidence.day.entries);
  evidence.groups = group_failures(
      evidence.day.entries, [&](const auto& use) { store.reports().each_failure(filter, use); });
  read_habits(evidence);
  if (!span.in_short) evidence.day.late = read_late(store, filter, span);
  read_causes(store, evidence, span);
  if (!span.in_short) read_looks(store, evidence, span);
  read_channels(store, evidence, scope);
  return evidence;
}

using Groups = std::map<CauseKey, const FailureGroup*>;

// Those who tell of the same kind of fault at the same host in other groups.
std::vector<Witness> alike_of(const FailureGroup& group, const Groups& groups) {
  std::vector<Witness> alike;
  if (groups.size() > kMany) return alike;
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
  Domains(const Evidence& evidence, const DigestScope& scope, const Language& language)
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
  void judge(DigestDomain& domain) const;
  ProblemFacts facts_of(const CauseKey& key, const LineDay* line) const;

  const Evidence& evidence_;
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
    if (history.rbegin()->first >= evidence_.day.day - kRemembered) lines[line] = nullptr;
  for (const Domain& host : scope_.mx_hosts)
    lines.erase(host);
  lines.erase(Domain());  // of reports that name none: nobody misses them
  for (const Domain& domain : scope_.domains)
    lines[domain] = nullptr;
  for (const auto& [domain, contradiction] : evidence_.day.contradictions)
    lines[domain] = nullptr;
  for (const LineDay& line : evidence_.lines)
    lines[line.domain] = &line;
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
    if (groups.size() <= kMany)
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

void Domains::judge(DigestDomain& domain) const {
  std::vector<Verdict> verdicts;
  for (const DigestProblem& problem : domain.problems)
    verdicts.push_back(problem.verdict);
  const bool is_pressed = std::ranges::any_of(
      domain.seen, [&](const Finding& finding) { return is_pressing(finding, *domain.looked); });
  if (is_pressed) verdicts.push_back(Verdict::watch);
  if (domain.contradiction || domain.failures_unknown) verdicts.push_back(Verdict::watch);
  const bool known = !domain.reporters.empty() && has_believed_report(evidence_, domain.domain);
  domain.verdict = judge_domain(known, verdicts);
}

std::vector<DigestDomain> Domains::make() {
  std::vector<DigestDomain> domains;
  for (const auto& [name, line] : all_lines()) {
    domains.push_back(make_domain(name, line));
    add_problems(domains.back(), line);
    add_look(domains.back());
    judge(domains.back());
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
  Evidence evidence = read_evidence(store, span, scope);
  Digest digest{.day = span.day,
                .owner = scope.owner,
                .language = &language,
                .domains = Domains(evidence, scope, language).make(),
                .last_is_forgotten = span.is_forgotten,
                .last_received = evidence.last_received};
  for (const DigestDomain& domain : digest.domains)
    if (domain.reporters.empty()) evidence.day.without_reports.push_back(domain.domain);
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
