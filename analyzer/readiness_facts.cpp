// What readiness goes by, from the Store.
#include "analyzer/drift.h"
#include "analyzer/gather_problems.h"
#include "analyzer/grouping.h"
#include "analyzer/keep_look.h"
#include "analyzer/problem.h"
#include "analyzer/readiness.h"
#include "analyzer/reported_policies.h"
#include "analyzer/verdict.h"
#include "schema/looks.h"
#include "schema/organizational_domain.h"
#include "schema/reports.h"

#include <algorithm>
#include <map>
#include <ranges>
#include <set>
#include <tuple>

namespace tlsward {
namespace {

using std::chrono::days;
using std::chrono::floor;

constexpr std::size_t kMost = 1000;      // rows: senders make up hosts and names
constexpr days kEstablishing{60};        // in which a reporter has become known by
constexpr std::size_t kEstablishes = 3;  // days with its reports, and another one

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
      find_newcomers();
      store_.reports().each_entry(filter_, [&](const Entry& entry) { add(entry); });
      store_.reports().each_failure(filter_, [&](const Failure& failure) { add(failure); });
      add_unexplained();
      hand_over();
    }
    return std::move(facts_);
  }

 private:
  void read_policy() {
    const std::vector<SetUp> seen = store_.looks().set_ups(facts_.domain, now_);
    facts_.held_until = policy_held_until(seen);
    if (seen.empty()) return;
    terms_ = terms_of(seen.back().policy);
    if (!terms_) return;
    facts_.mode = terms_->mode;
    // A day on which it could not be fetched begins nothing anew.
    for (const SetUp& each : seen | std::views::reverse) {
      if (!each.policy.empty() && each.policy != seen.back().policy) break;
      if (!each.policy.empty()) facts_.since = each.first;
    }
    read_certificates(seen.back());
  }

  // Those that were shown last, of which one ends too soon to rely on: with less than a third of
  // its life left nobody has renewed it in time.
  void read_certificates(const SetUp& set_up) {
    std::vector<Domain> hosts = set_up.mx_hosts;
    hosts.emplace_back("mta-sts." + facts_.domain.text());
    for (const Domain& host : hosts) {
      std::map<std::string, CertificateSighting> newest;
      for (const CertificateSighting& each : store_.looks().certificates(host, now_))
        newest[each.address] = each;
      for (const auto& [address, each] : newest) {
        const auto left = each.not_after - now_;
        const bool is_late = left * 3 < each.not_after - each.not_before;
        if (is_late && each.last + kLookLasts > now_ &&
            (!facts_.certificate || each.not_after < facts_.certificate->not_after))
          facts_.certificate = each;
      }
    }
  }

  void read_mutes() {
    for (const Problem& problem :
         read_problems(store_, {.lines = {facts_.domain}}, floor<days>(now_)).problems)
      if (problem.mute) mutes_[problem.id] = problem.mute->reason;
  }

  // Anybody who has a domain can sign as it: who has hardly reported before tells of nothing alone,
  // unless nobody has.
  void find_newcomers() {
    Filter before = filter_;
    before.since = floor<days>(now_) - kEstablishing;
    std::set<std::string> newcomers;
    bool any_established = false;
    for (const ReporterDays& reporter : store_.reports().reporter_days(before)) {
      const std::string organization = organization_of(reporter.reporter);
      const bool is_known = reporter.proven_days.size() > kEstablishes ||
                            well_known_reporters().contains(organization);
      any_established = any_established || is_known;
      if (!is_known) newcomers.insert(organization);
    }
    if (any_established) newcomers_ = std::move(newcomers);
  }

  static std::string organization_of(const std::string& reporter) {
    return organizational_domain(Domain(reporter)).text();
  }

  bool counts(const std::string& reporter, Trust trust) const {
    return trust == Trust::vouched || !newcomers_.contains(organization_of(reporter));
  }

  bool is_present(std::span<const std::string> policy_string) const {
    const auto terms = terms_in(policy_string);
    return terms && is_same_policy(*terms, *terms_);
  }

  // Those of one organization are one; of more than so many the rest are one, too.
  ReadinessReporter& reporter_of(const std::string& reporter, const std::string& organization) {
    std::string key = organization_of(reporter);
    if (reporters_.size() == kMost && !reporters_.contains(key)) key = kOthers;
    ReadinessReporter& found = reporters_[key];
    if (found.reporter.empty()) {
      found.reporter = key;
      found.organization_name = key == kOthers ? kOthers : organization;
    }
    return found;
  }

  void add(const Entry& entry) {
    if (!is_proof(entry.trust)) return;
    facts_.all_sessions = add_saturating(facts_.all_sessions, entry.sessions.total());
    if (entry.policy_type != "sts" || !is_present(entry.policy_string)) return;
    facts_.under_policy = add_saturating(facts_.under_policy, entry.sessions.total());
    if (!counts(entry.reporter, entry.trust)) {
      facts_.by_newcomers = add_saturating(facts_.by_newcomers, entry.sessions.failed);
      return;
    }
    Rest& rest = rests_[entry.report];
    rest = {entry.reporter, entry.organization_name, entry.day,
            add_saturating(rest.failed, entry.sessions.failed)};
    ReadinessReporter& reporter = reporter_of(entry.reporter, entry.organization_name);
    reporter.successful = add_saturating(reporter.successful, entry.sessions.successful);
    if (entry.sessions.successful > 0) reporter.newest = std::max(reporter.newest, entry.day);
  }

  void add(const Failure& failure) {
    if (!is_proof(failure.trust)) return;
    const std::int64_t failed = failure.detail.failed_session_count.value_or(0);
    if (is_about_dane(failure)) {
      facts_.by_dane = add_saturating(facts_.by_dane, failed);
      return;
    }
    const auto rest = rests_.find(failure.report);
    const bool is_present_one =
        failure.policy_type == "sts" && is_present(failure.policy_string) && rest != rests_.end();
    const std::int64_t counted = is_present_one ? std::min(failed, rest->second.failed) : 0;
    // A report's details may explain more failures than it counts: its total is the most.
    if (is_present_one) rest->second.failed -= counted;
    if (is_about_policy(failure.detail.result_type))
      facts_.not_blocking = add_saturating(facts_.not_blocking, failed);
    else if (counted > 0)
      add_loss(failure, counted);
  }

  Loss& loss_of(const std::string& reporter, const std::string& organization,
                const ProblemKey& key) {
    std::tuple which(organization_of(reporter), key.host, key.result_type, key.reason);
    if (losses_.size() == kMost && !losses_.contains(which)) which = {kOthers, {}, "", ""};
    Loss& loss = losses_[which];
    if (!loss.reporter.empty()) return loss;
    loss.reporter = std::get<0>(which);
    loss.organization_name = loss.reporter == kOthers ? kOthers : organization;
    loss.host = std::get<1>(which);
    loss.result_type = std::get<2>(which);
    loss.cause = loss.result_type.empty() ? kUnexplained : cause_key(key).cause;
    return loss;
  }

  void add_loss(const Failure& failure, std::int64_t failed) {
    ReadinessReporter& reporter = reporter_of(failure.reporter, failure.organization_name);
    reporter.refused = add_saturating(reporter.refused, failed);
    const ProblemKey key = key_of(failure);
    Loss& loss = loss_of(failure.reporter, failure.organization_name, key);
    loss.sessions = add_saturating(loss.sessions, failed);
    loss.last = std::max(loss.last, failure.day);
    if (const auto mute = mutes_.find(problem_id(key, store_.hash_key())); mute != mutes_.end())
      loss.acknowledged = mute->second;
  }

  // What no detail explains may be of any kind (Halon sends totals alone): it would be refused as
  // far as anybody knows.
  void add_unexplained() {
    for (const auto& [report, rest] : rests_) {
      if (rest.failed <= 0) continue;
      ReadinessReporter& reporter = reporter_of(rest.reporter, rest.organization_name);
      reporter.refused = add_saturating(reporter.refused, rest.failed);
      Loss& loss = loss_of(rest.reporter, rest.organization_name, {.domain = facts_.domain});
      loss.sessions = add_saturating(loss.sessions, rest.failed);
      loss.last = std::max(loss.last, rest.day);
    }
  }

  void hand_over() {
    for (auto& [which, loss] : losses_)
      facts_.losses.push_back(std::move(loss));
    std::ranges::stable_sort(facts_.losses, std::ranges::greater{}, &Loss::sessions);
    for (auto& [key, reporter] : reporters_)
      facts_.reporters.push_back(std::move(reporter));
  }

  // What of a report's failures no detail has explained yet.
  struct Rest {
    std::string reporter;
    std::string organization_name;
    Day day;
    std::int64_t failed = 0;
  };

  Store& store_;
  Timestamp now_;
  Filter filter_;
  std::optional<PolicyTerms> terms_;
  std::map<std::string, std::string> mutes_;            // reasons, by problem
  std::map<std::int64_t, Rest> rests_;                  // by report
  std::set<std::string> newcomers_;                     // organizations
  std::map<std::string, ReadinessReporter> reporters_;  // by organization
  std::map<std::tuple<std::string, Domain, std::string, std::string>, Loss> losses_;
  ReadinessFacts facts_;
};

}  // namespace

ReadinessFacts readiness_facts(Store& store, const Domain& domain, Timestamp now,
                               const ReadinessRules& rules) {
  return Reader(store, domain, now, rules).read();
}

}  // namespace tlsward
