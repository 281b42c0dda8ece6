// What readiness goes by, from the Store.
#include "analyzer/drift.h"
#include "analyzer/grouping.h"
#include "analyzer/keep_look.h"
#include "analyzer/problem.h"
#include "analyzer/readiness.h"
#include "analyzer/reported_policies.h"
#include "schema/looks.h"
#include "schema/problems.h"
#include "schema/reports.h"

#include <algorithm>
#include <map>
#include <ranges>
#include <tuple>

namespace tlsward {
namespace {

using std::chrono::days;
using std::chrono::floor;

constexpr std::size_t kMostLosses = 1000;  // rows: senders make up hosts

// The mail that these concern is delivered all the same, without a policy or by a stored one.
bool is_about_policy(std::string_view result_type) {
  return result_type.starts_with("sts-");
}

bool is_about_dane(const Failure& failure) {
  const std::string& type = failure.detail.result_type;
  return failure.policy_type == "tlsa" || type == "dane-required" || type == "dnssec-invalid" ||
         type == "tlsa-invalid";
}

class Reader {
 public:
  Reader(Store& store, const Domain& domain, Timestamp now, const ReadinessRules& rules)
      : store_(store), now_(now) {
    facts_.domain = domain;
    facts_.now = now;
    const Day today = floor<days>(now);
    filter_ = {.lines = {domain}, .since = today - days(rules.days), .until = today};
  }

  ReadinessFacts read() {
    facts_.look = last_look(store_, facts_.domain, now_);
    read_policy();
    if (terms_) {
      read_mutes();
      store_.reports().each_entry(filter_, [&](const Entry& entry) { add(entry); });
      store_.reports().each_failure(filter_, [&](const Failure& failure) { add(failure); });
      cap_losses();
    }
    return std::move(facts_);
  }

 private:
  void read_policy() {
    const std::vector<SetUp> seen = store_.looks().set_ups(facts_.domain, now_);
    facts_.held_until = held_until(seen);
    if (seen.empty()) return;
    terms_ = terms_of(seen.back().policy);
    if (!terms_) return;
    facts_.mode = terms_->mode;
    for (const SetUp& each : seen | std::views::reverse) {
      if (each.policy != seen.back().policy) break;
      facts_.since = each.first;
    }
  }

  void read_mutes() {
    for (const Mute& mute : store_.problems().mutes())
      if (Timestamp(mute.until) >= Timestamp(floor<days>(now_))) mutes_[mute.problem] = mute.reason;
  }

  bool is_present(std::span<const std::string> policy_string) const {
    const auto terms = terms_in(policy_string);
    return terms && is_same_policy(*terms, *terms_);
  }

  ReadinessReporter& reporter_of(const std::string& reporter, const std::string& organization) {
    const auto found = std::ranges::find(facts_.reporters, reporter, &ReadinessReporter::reporter);
    if (found != facts_.reporters.end()) return *found;
    facts_.reporters.push_back({.reporter = reporter, .organization_name = organization});
    return facts_.reporters.back();
  }

  void add(const Entry& entry) {
    if (!is_proof(entry.trust)) return;
    facts_.all_sessions = add_saturating(facts_.all_sessions, entry.sessions.total());
    if (entry.policy_type != "sts" || !is_present(entry.policy_string)) return;
    facts_.under_policy = add_saturating(facts_.under_policy, entry.sessions.total());
    failed_[entry.report] = add_saturating(failed_[entry.report], entry.sessions.failed);
    ReadinessReporter& reporter = reporter_of(entry.reporter, entry.organization_name);
    reporter.successful = add_saturating(reporter.successful, entry.sessions.successful);
    if (entry.sessions.successful > 0) reporter.newest = std::max(reporter.newest, entry.day);
  }

  void add(const Failure& failure) {
    if (!is_proof(failure.trust)) return;
    const std::int64_t failed = failure.detail.failed_session_count.value_or(0);
    if (is_about_dane(failure)) {
      facts_.by_dane = add_saturating(facts_.by_dane, failed);
    } else if (is_about_policy(failure.detail.result_type)) {
      facts_.not_blocking = add_saturating(facts_.not_blocking, failed);
    } else if (failure.policy_type == "sts" && is_present(failure.policy_string)) {
      add_loss(failure, failed);
    }
  }

  // A report's details may explain more failures than it counts: its total is the most.
  void add_loss(const Failure& failure, std::int64_t failed) {
    std::int64_t& left = failed_[failure.report];
    failed = std::min(failed, left);
    left -= failed;
    if (failed == 0) return;
    ReadinessReporter& reporter = reporter_of(failure.reporter, failure.organization_name);
    reporter.refused = add_saturating(reporter.refused, failed);
    const ProblemKey key = key_of(failure);
    const std::tuple which(failure.reporter, key.host, key.result_type, key.reason);
    if (losses_.size() == kMostLosses && !losses_.contains(which)) return;
    Loss& loss = losses_[which];
    loss.reporter = failure.reporter;
    loss.organization_name = failure.organization_name;
    loss.host = key.host;
    loss.result_type = key.result_type;
    loss.cause = cause_key(key).cause;
    loss.sessions = add_saturating(loss.sessions, failed);
    loss.last = std::max(loss.last, failure.day);
    if (const auto mute = mutes_.find(problem_id(key, store_.hash_key())); mute != mutes_.end())
      loss.acknowledged = mute->second;
  }

  void cap_losses() {
    for (auto& [which, loss] : losses_)
      facts_.losses.push_back(std::move(loss));
    std::ranges::stable_sort(facts_.losses, std::ranges::greater{}, &Loss::sessions);
    std::ranges::sort(facts_.reporters, {}, &ReadinessReporter::reporter);
  }

  Store& store_;
  Timestamp now_;
  Filter filter_;
  std::optional<PolicyTerms> terms_;
  std::map<std::string, std::string> mutes_;     // reasons, by problem
  std::map<std::int64_t, std::int64_t> failed_;  // of reports, not explained yet
  std::map<std::tuple<std::string, Domain, std::string, std::string>, Loss> losses_;
  ReadinessFacts facts_;
};

}  // namespace

ReadinessFacts readiness_facts(Store& store, const Domain& domain, Timestamp now,
                               const ReadinessRules& rules) {
  return Reader(store, domain, now, rules).read();
}

}  // namespace tlsward
