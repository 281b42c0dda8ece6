#include "analyzer/readiness.h"

#include "analyzer/finding_kinds.h"
#include "schema/counting.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace tlsward {
namespace {

using std::chrono::days;
using std::chrono::floor;

constexpr std::array<std::string_view, 6> kNames = {
    "no-policy", "not-ready", "not-enough-data", "ready-with-notes", "ready", "enforced"};

// These end by themselves, or are what is asked about; and DANE refuses mail today.
bool is_no_obstacle(const Finding& finding) {
  return finding.key == "drift-testing-long" || finding.key == "drift-sender-behind" ||
         finding.key == "drift-id-alone" || finding.id.starts_with("DA-");
}

// What could not be told of record, file or MX set leaves open what would be enforced.
bool leaves_open(const Finding& finding) {
  constexpr std::array<std::string_view, 5> keys = {"sts-unknown", "mx-unknown", "tlsrpt-unknown",
                                                    "policy-host-unknown", "policy-untested"};
  return std::ranges::find(keys, finding.key) != keys.end();
}

// Under "testing" a fault is told as milder than it will be. Of the records and the policy's past
// nothing may be wrong, however mild.
bool is_fault_under_enforce(const Finding& finding) {
  if (is_no_obstacle(finding)) return false;
  if (finding.severity == Severity::untested) return leaves_open(finding);
  const FindingKind* const kind = find_finding_kind(finding.key);
  const Severity worst =
      std::min(finding.severity, kind == nullptr ? Severity::info : kind->severity);
  const bool is_of_record = finding.key.starts_with("drift-") || finding.key.starts_with("tlsrpt-");
  return worst <= (is_of_record ? Severity::warn : Severity::risk);
}

class Judge {
 public:
  Judge(const ReadinessFacts& facts, const ReadinessRules& rules) : facts_(facts), rules_(rules) {}

  ReadinessJudgement judge() {
    for (const Loss& loss : facts_.losses)
      judgement_.would_be_refused += loss.sessions;
    if (facts_.mode == PolicyMode::none) return with(Readiness::no_policy);
    judge_look();
    if (!facts_.mode)
      return with(judgement_.findings.empty() ? Readiness::no_policy : Readiness::not_ready);
    judge_losses();
    const bool is_clean = judgement_.gates.empty();
    if (*facts_.mode != PolicyMode::enforce) judge_data();
    const bool is_open = judgement_.gates.empty();
    add_notes();
    if (*facts_.mode == PolicyMode::enforce) return with(Readiness::enforced);
    if (!is_clean) return with(Readiness::not_ready);
    if (!is_open) return with(Readiness::not_enough_data);
    const bool is_noted = std::ranges::any_of(
        judgement_.gates, [](const ReadinessGate& gate) { return gate.key != "seen-share"; });
    return with(is_noted ? Readiness::ready_with_notes : Readiness::ready);
  }

 private:
  using Values = std::vector<std::pair<std::string, std::string>>;

  ReadinessJudgement with(Readiness readiness) {
    judgement_.readiness = readiness;
    return std::move(judgement_);
  }
  void block(std::string key, Values values = {}) {
    judgement_.gates.push_back({std::move(key), std::move(values), true});
  }
  void note(std::string key, Values values = {}) {
    judgement_.gates.push_back({std::move(key), std::move(values), false});
  }
  void judge_look();
  void judge_losses();
  void judge_data();
  void add_notes();

  const ReadinessFacts& facts_;
  const ReadinessRules& rules_;
  ReadinessJudgement judgement_;
};

void Judge::judge_look() {
  if (!facts_.look) {
    block("no-look");
    return;
  }
  std::ranges::copy_if(facts_.look->findings, std::back_inserter(judgement_.findings),
                       is_fault_under_enforce);
  if (!judgement_.findings.empty())
    block("faults", {{"n", std::to_string(judgement_.findings.size())}});
  if (facts_.certificate &&
      facts_.certificate->not_after - facts_.now < days(rules_.certificate_days))
    block("certificate", {{"host", facts_.certificate->host.text()},
                          {"day", format_day(floor<days>(facts_.certificate->not_after))}});
}

void Judge::judge_losses() {
  const Day first_clean = floor<days>(facts_.now) - days(rules_.clean_days);
  std::int64_t refused = 0;
  for (const Loss& loss : facts_.losses)
    if (loss.last >= first_clean && !loss.acknowledged) refused += loss.sessions;
  if (refused > 0)
    block("refused", {{"n", std::to_string(refused)}, {"days", std::to_string(rules_.clean_days)}});
  for (const ReadinessReporter& reporter : facts_.reporters)
    if (reporter.refused > 0 && reporter.successful == 0)
      block("lost", {{"who", reporter.organization_name.empty() ? reporter.reporter
                                                                : reporter.organization_name},
                     {"n", std::to_string(reporter.refused)}});
}

void Judge::judge_data() {
  const Timestamp begin = facts_.now - days(rules_.days);
  if (!facts_.since || *facts_.since > begin)
    block("few-days", {{"days", std::to_string(rules_.days)},
                       {"since", facts_.since ? format_day(floor<days>(*facts_.since)) : "-"}});
  std::int64_t told = 0;
  std::int64_t sessions = 0;
  Day newest = Day::min();
  for (const ReadinessReporter& reporter : facts_.reporters) {
    if (reporter.successful == 0) continue;
    ++told;
    sessions = add_saturating(sessions, reporter.successful);
    newest = std::max(newest, reporter.newest);
  }
  if (told < rules_.reporters)
    block("few-reporters",
          {{"n", std::to_string(told)}, {"wanted", std::to_string(rules_.reporters)}});
  if (sessions < rules_.sessions)
    block("few-sessions",
          {{"n", std::to_string(sessions)}, {"wanted", std::to_string(rules_.sessions)}});
  if (told != 0 && newest < floor<days>(facts_.now) - days(rules_.newest_days))
    block("few-news", {{"day", format_day(newest)}});
}

void Judge::add_notes() {
  if (facts_.look) {
    const auto untested =
        std::ranges::count(facts_.look->findings, Severity::untested, &Finding::severity);
    if (untested != 0) note("untested", {{"n", std::to_string(untested)}});
  }
  if (facts_.not_blocking != 0) note("not-blocking", {{"n", std::to_string(facts_.not_blocking)}});
  if (facts_.by_newcomers != 0) note("newcomers", {{"n", std::to_string(facts_.by_newcomers)}});
  if (facts_.by_dane != 0) note("by-dane", {{"n", std::to_string(facts_.by_dane)}});
  const auto mixed = std::ranges::count_if(facts_.reporters, [](const ReadinessReporter& reporter) {
    return reporter.refused > 0 && reporter.successful > 0;
  });
  if (mixed != 0) note("mixed", {{"n", std::to_string(mixed)}});
  if (std::ranges::any_of(facts_.losses, [](const Loss& loss) { return !!loss.acknowledged; }))
    note("acknowledged");
  if (facts_.all_sessions != 0)
    note("seen-share", {{"n", std::to_string(facts_.under_policy)},
                        {"all", std::to_string(facts_.all_sessions)}});
}

}  // namespace

std::string_view name(Readiness readiness) {
  return kNames.at(static_cast<std::size_t>(readiness));
}

ReadinessJudgement judge_readiness(const ReadinessFacts& facts, const ReadinessRules& rules) {
  return Judge(facts, rules).judge();
}

}  // namespace tlsward
