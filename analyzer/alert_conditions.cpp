#include "analyzer/alert_conditions.h"

#include "analyzer/rhythm.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

namespace tlsward {
namespace {

using std::chrono::days;

std::string key_of(std::initializer_list<std::string_view> parts, const HashKey& hash_key) {
  std::string bytes = "alert";
  for (const std::string_view part : parts)
    bytes += fmt::format("{}:{}", part.size(), part);
  return fmt::format("{:010x}",
                     static_cast<std::uint64_t>(Fingerprinter(hash_key).hash(bytes)) >> 24);
}

std::string key_of(const CauseKey& key, const HashKey& hash_key) {
  return key_of({key.domain.text(), key.cause, key.host.text()}, hash_key);
}

bool is_by_newcomers(const DigestProblem& problem) {
  return std::ranges::find(problem.diagnosis.evidence, "newcomers", &Clue::kind) !=
         problem.diagnosis.evidence.end();
}

// What it raises on its day, if anything.
std::optional<AlertKind> kind_of(const DigestProblem& problem, const AlertOptions& options) {
  if (!problem.is_proven() || is_by_newcomers(problem)) return {};
  const std::int64_t proven = problem.group.proven;
  const bool action = problem.verdict == Verdict::action;
  if (action && problem.group.refused() && proven >= options.refused_sessions)
    return AlertKind::refused;
  if (problem.diagnosis.side == Side::you && proven >= options.own_sessions &&
      is_policy_or_certificate(problem.group.result_types))
    return AlertKind::own_fault;
  if (action && !problem.group.refused() && proven >= options.cause_sessions)
    return AlertKind::cause;
  return {};
}

const DigestProblem* find_problem(const Digest& digest, const CauseKey& key) {
  for (const DigestDomain& domain : digest.domains) {
    if (domain.domain != key.domain) continue;
    const auto found = std::ranges::find_if(
        domain.problems, [&](const DigestProblem& problem) { return problem.group.key == key; });
    if (found != domain.problems.end()) return &*found;
  }
  return nullptr;
}

const DigestDomain* find_domain(const Digest& digest, const Domain& name) {
  const auto found = std::ranges::find(digest.domains, name, &DigestDomain::domain);
  return found == digest.domains.end() ? nullptr : &*found;
}

struct LastWord {
  Day last;  // the last report that is proof
  bool is_silent = false;
};

// Of a watched reporter about a line; absent where nobody waits for it, and it is not back. What
// anybody can have sent neither makes a habit nor ends a silence.
std::optional<LastWord> silence_of(const ReporterDays& reporter, Day day,
                                   const AlertOptions& options) {
  constexpr days recent{7};
  ReporterDays proven = reporter;
  proven.days = reporter.proven_days;
  std::erase_if(proven.days, [&](Day one) { return one > day; });
  proven.proven_days = proven.days;
  if (proven.days.empty()) return {};
  LastWord word{.last = proven.days.back()};
  word.is_silent = day - word.last >= days(options.silent_days) &&
                   !find_silent(std::span(&proven, 1), day).empty();
  if (!word.is_silent && day - word.last > recent) return {};
  return word;
}

class Finder {
 public:
  Finder(const AlertSight& sight, const AlertOptions& options) : sight_(sight), options_(options) {}

  std::vector<AlertCondition> find();

 private:
  AlertCondition condition_of(const DigestProblem& problem, const DigestDomain& domain,
                              AlertStanding standing) const;
  void judge_open(AlertCondition& condition) const;
  void add_domain(const DigestDomain& domain);
  void add_silences();
  std::optional<AlertStanding> decided(const DigestProblem& problem) const;

  const AlertSight& sight_;
  const AlertOptions& options_;
  std::vector<AlertCondition> conditions_;
};

AlertCondition Finder::condition_of(const DigestProblem& problem, const DigestDomain& domain,
                                    AlertStanding standing) const {
  return {.key = key_of(problem.group.key, sight_.hash_key),
          .standing = standing,
          .cause = problem.group.key,
          .day = sight_.yesterday->day,
          .digest = sight_.yesterday,
          .domain = &domain,
          .problem = &problem};
}

// Somebody has decided about it today. It is told as one and `tlsward problems` has several of it:
// it is over if all of these are settled, and quiet if any of them is decided.
std::optional<AlertStanding> Finder::decided(const DigestProblem& problem) const {
  const auto is_in = [](const std::vector<std::string>& all) {
    return [&all](const std::string& id) { return std::ranges::find(all, id) != all.end(); };
  };
  const auto& [muted, settled] = sight_.decided;
  if (problem.ids.empty()) return {};
  if (std::ranges::all_of(problem.ids, is_in(settled))) return AlertStanding::over;
  if (std::ranges::any_of(problem.ids, is_in(settled)) ||
      std::ranges::any_of(problem.ids, is_in(muted)))
    return AlertStanding::quiet;
  return {};
}

// Of one that is open and not muted by yesterday's digest.
void Finder::judge_open(AlertCondition& condition) const {
  if (const auto standing = decided(*condition.problem)) {
    condition.standing = *standing;
    return;
  }
  std::optional<AlertKind> kind = kind_of(*condition.problem, options_);
  const DigestProblem* const earlier = find_problem(*sight_.before, condition.cause);
  if (!kind && earlier != nullptr) {
    kind = kind_of(*earlier, options_);
    if (kind && !condition.problem->is_seen()) {  // the day that has the figures
      condition.problem = earlier;
      condition.digest = sight_.before;
      condition.domain = find_domain(*sight_.before, condition.cause.domain);
      condition.day = sight_.before->day;
    }
  }
  if (!kind) return;
  condition.kind = *kind;
  condition.standing = AlertStanding::raises;
}

void Finder::add_domain(const DigestDomain& domain) {
  for (const DigestProblem& problem : domain.problems) {
    const auto standing = problem.over_by_proof ? AlertStanding::over : AlertStanding::lasts;
    conditions_.push_back(condition_of(problem, domain, standing));
    if (!problem.over_by_proof) judge_open(conditions_.back());
  }
  for (const DigestProblem& problem : domain.muted)
    conditions_.push_back(condition_of(problem, domain, AlertStanding::quiet));
  for (const DigestProblem& problem : domain.fixed)
    conditions_.push_back(condition_of(problem, domain, AlertStanding::over));
  for (const auto* const keys : {&domain.older, &domain.crowded})
    for (const CauseKey& key : *keys)
      conditions_.push_back({.key = key_of(key, sight_.hash_key),
                             .standing = AlertStanding::quiet,
                             .cause = key,
                             .day = sight_.yesterday->day});
}

void Finder::add_silences() {
  for (const SilentReporter& silent : sight_.silent)
    conditions_.push_back(
        {.key = key_of({"silence", silent.reporter}, sight_.hash_key),
         .kind = AlertKind::silence,
         .standing = silent.lines.empty() ? AlertStanding::over : AlertStanding::raises,
         .day = silent.last + days(1),
         .silent = silent});
}

std::vector<AlertCondition> Finder::find() {
  for (const DigestDomain& domain : sight_.yesterday->domains)
    add_domain(domain);
  add_silences();
  std::ranges::stable_sort(conditions_, {}, &AlertCondition::kind);
  return std::move(conditions_);
}

}  // namespace

std::string_view name(AlertKind kind) {
  switch (kind) {
    case AlertKind::refused:
      return "refused";
    case AlertKind::own_fault:
      return "own-fault";
    case AlertKind::cause:
      return "cause";
    case AlertKind::silence:
      return "silence";
  }
  return "cause";
}

bool is_policy_or_certificate(std::span<const std::string> result_types) {
  return !result_types.empty() && (result_types.front().starts_with("certificate-") ||
                                   result_types.front().starts_with("sts-"));
}

std::vector<AlertCondition> find_conditions(const AlertSight& sight, const AlertOptions& options) {
  return Finder(sight, options).find();
}

std::optional<AlertStanding> standing_of_absent(const AlertThread& thread,
                                                const Digest& yesterday) {
  const DigestDomain* const domain = find_domain(yesterday, Domain(thread.domain));
  if (thread.domain.empty() || domain == nullptr || domain->verdict == Verdict::blind) return {};
  return AlertStanding::over;
}

std::vector<SilentReporter> watched_silences(std::span<const ReporterDays> reporters, Day day,
                                             const AlertOptions& options) {
  std::map<std::string, SilentReporter> watched;
  for (const ReporterDays& reporter : reporters) {
    const auto name = std::ranges::find_if(options.watched_reporters, [&](const std::string& one) {
      return Domain(reporter.reporter).is_within(Domain(one));
    });
    if (name == options.watched_reporters.end()) continue;
    const auto silence = silence_of(reporter, day, options);
    if (!silence) continue;
    SilentReporter& found = watched[*name];
    found.reporter = *name;
    if (found.organization_name.empty()) found.organization_name = reporter.organization_name;
    if (silence->is_silent) {
      found.lines.insert(reporter.domain);
      found.last = std::max(found.last, silence->last);
    } else {
      Day& last = found.heard[reporter.domain];
      last = std::max(last, silence->last);
    }
  }
  std::vector<SilentReporter> all;
  for (auto& [name, silent] : watched) {
    std::erase_if(silent.lines, [&](const Domain& line) { return silent.heard.contains(line); });
    all.push_back(std::move(silent));
  }
  return all;
}

}  // namespace tlsward
