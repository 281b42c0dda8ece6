#include "analyzer/drift.h"

#include "analyzer/mta_sts_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

namespace tlsward {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::seconds;

constexpr days kNews{7};          // how long a change that harms nobody is told of
constexpr days kToNotice{2};      // senders have looked at the record by then
constexpr days kHeard{14};        // how old what a reporter said last may be
constexpr days kLongTesting{56};  // eight weeks
constexpr hours kToPublish{2};    // DNS servers have a new record by then
constexpr hours kRecordLasts{1};  // in caches
constexpr days kBetweenLooks{2};  // by then another look has come

std::string day_of(Timestamp time) {
  return format_day(floor<days>(time));
}

// The day by whose end it is over.
std::string day_after(Timestamp time) {
  return format_day(std::chrono::ceil<days>(time));
}

// Until when a sender may hold what was served in that stretch of the looks: it may have been
// served until the next stretch began, and for an hour more who had found its record before. Absent
// for what nobody holds.
std::optional<Timestamp> end_of(std::span<const SetUp> seen, std::size_t place) {
  const SetUp& set_up = seen[place];
  const std::optional<PolicyTerms> terms = terms_of(set_up.policy);
  if (!terms || terms->mode == PolicyMode::none || set_up.id.empty()) return {};
  const Timestamp last = place + 1 < seen.size() ? seen[place + 1].first : set_up.last;
  return last + kRecordLasts + seconds(terms->max_age);
}

class Drift {
 public:
  explicit Drift(const DriftFacts& facts)
      : facts_(facts),
        now_(facts.seen.back()),
        before_(std::span(facts.seen).first(facts.seen.size() - 1)),
        terms_(terms_of(now_.policy)) {}

  Findings judge() {
    judge_id();
    judge_hosted();
    judge_mx();
    judge_removal();
    judge_senders();
    judge_tried();
    judge_testing();
    return std::move(findings_);
  }

 private:
  using FindingValues = std::vector<std::pair<std::string, std::string>>;

  Finding& add(std::string_view key, std::string_view evidence, FindingValues values) {
    findings_.push_back(finding_about(key, now_.domain.text(), evidence, std::move(values)));
    return findings_.back();
  }
  void judge_id();
  void judge_used_id(std::size_t place, Timestamp end);
  std::string new_record() const;
  void judge_hosted();
  void judge_mx();
  void judge_removal();
  void judge_senders();
  void judge_sender(const ReportedPolicy& newest);
  void judge_tried();
  void judge_testing();
  bool has_live(std::string_view reporter, Day day) const;
  Timestamp text_since() const;

  const DriftFacts& facts_;
  const SetUp& now_;
  std::span<const SetUp> before_;
  std::optional<PolicyTerms> terms_;  // of the policy of now
  Findings findings_;
};

// Since when the id and text of now stand, whatever the MX set.
Timestamp Drift::text_since() const {
  Timestamp since = now_.first;
  for (const SetUp& earlier : before_ | std::views::reverse) {
    if (earlier.id != now_.id || earlier.policy != now_.policy) break;
    since = earlier.first;
  }
  return since;
}

// The record with an id that was never used, and is the same at each look.
std::string Drift::new_record() const {
  if (facts_.hosted && facts_.hosted->text == now_.policy) return policy_record(facts_.hosted->id);
  return policy_record(policy_id(text_since(), now_.policy));
}

// The id of now stood for another text, which somebody may hold until `end`.
void Drift::judge_used_id(std::size_t place, Timestamp end) {
  const SetUp& used = before_[place];
  std::size_t first = place;
  while (first > 0 && before_[first - 1].id == used.id && before_[first - 1].policy == used.policy)
    --first;
  const bool came_before_its_text = first > 0 && before_[first - 1].policy == used.policy &&
                                    text_since() - before_[first].first <= kBetweenLooks;
  const bool was_the_last = std::ranges::all_of(
      before_.subspan(place + 1), [&](const SetUp& later) { return later.id == now_.id; });
  const std::string_view key = came_before_its_text ? "drift-id-too-early"
                               : was_the_last       ? "drift-id-not-changed"
                                                    : "drift-id-used-before";
  add(key, now_.id,
      {{"since", day_of(text_since())},
       {"used", day_of(used.last)},
       {"begun", day_of(before_[first].first)},
       {"until", day_after(end)},
       {"record", new_record()}});
}

void Drift::judge_id() {
  if (now_.id.empty() || !terms_) return;
  for (std::size_t i = before_.size(); i-- > 0;) {
    if (before_[i].id != now_.id || before_[i].policy == now_.policy) continue;
    const std::optional<Timestamp> end = end_of(facts_.seen, i);
    if (!end || *end < facts_.now) continue;
    judge_used_id(i, *end);
    return;
  }
  if (before_.empty() || facts_.now - now_.first > kNews) return;
  const SetUp& last = before_.back();
  if (last.policy == now_.policy && last.id != now_.id && !last.id.empty())
    add("drift-id-alone", now_.id, {{"since", day_of(now_.first)}, {"before", last.id}});
}

void Drift::judge_hosted() {
  if (!facts_.hosted || facts_.hosted->until || facts_.now - facts_.hosted->since < kToPublish)
    return;
  const HostedPolicy& hosted = *facts_.hosted;
  if (!now_.policy.empty() && now_.policy != hosted.text)
    add("drift-hosted-text", {}, {{"since", day_of(hosted.since)}});
  else if (!now_.policy.empty() && !now_.id.empty() && !is_id_of(now_.id, now_.policy))
    add("drift-hosted-id", now_.id, {{"record", policy_record(hosted.id)}});
}

// Hosts that came into the MX set after the policy, and are not in it.
void Drift::judge_mx() {
  if (!terms_ || terms_->mode == PolicyMode::none) return;
  const auto is_new = [&](const Domain& host) {
    return !before_.empty() && std::ranges::none_of(before_, [&](const SetUp& earlier) {
      return std::ranges::find(earlier.mx_hosts, host) != earlier.mx_hosts.end();
    });
  };
  const auto is_covered = [&](const Domain& host) {
    return std::ranges::any_of(terms_->mx,
                               [&](const std::string& pattern) { return covers(pattern, host); });
  };
  for (const Domain& host : now_.mx_hosts) {
    if (is_covered(host) || !is_new(host)) continue;
    Finding& finding = add("drift-mx-changed", host.text(), {{"since", day_of(now_.first)}});
    if (terms_->mode == PolicyMode::testing) finding.severity = Severity::warn;
  }
}

void Drift::judge_removal() {
  // Of what was served before, until now: of now there is nothing to hold.
  const std::optional<Timestamp> end =
      now_.policy.empty() || now_.id.empty() ? policy_held_until(facts_.seen) : std::nullopt;
  if (!end || *end < facts_.now) return;
  const FindingValues values = {{"since", day_of(now_.first)}, {"until", day_after(*end)}};
  if (now_.id.empty() && now_.policy.empty())
    add("drift-removed-early", {}, values);
  else if (now_.policy.empty())
    add("drift-file-gone", {}, values);
  else if (now_.id.empty())
    add("drift-record-gone", {}, values);
}

// Whether the reporter quoted the policy of now on that day.
bool Drift::has_live(std::string_view reporter, Day day) const {
  return std::ranges::any_of(facts_.reported, [&](const ReportedPolicy& policy) {
    return policy.reporter == reporter && policy.first <= day && day <= policy.last &&
           is_same_policy(policy.terms, *terms_);
  });
}

// What a reporter's reports of a day quote is the policy of that day: it knows the one of now, or
// did not look.
void Drift::judge_sender(const ReportedPolicy& newest) {
  const Timestamp noticed = text_since() + kToNotice;
  const bool is_recent = newest.last > floor<days>(facts_.now) - kHeard;
  if (!is_recent || Timestamp(newest.last) < noticed || has_live(newest.reporter, newest.last))
    return;
  Timestamp until = Timestamp(newest.last) + seconds(newest.terms.max_age);
  for (const SetUp& earlier : before_)
    if (const auto terms = terms_of(earlier.policy); terms && is_same_policy(*terms, newest.terms))
      until = std::max(until, earlier.last + seconds(terms->max_age));
  add("drift-sender-behind",
      newest.organization_name.empty() ? newest.reporter : newest.organization_name,
      {{"day", format_day(newest.last)},
       {"mode", std::string(name(newest.terms.mode))},
       {"since", day_of(text_since())},
       {"until", day_after(until)}});
}

void Drift::judge_senders() {
  if (!terms_ || now_.id.empty()) return;
  const std::vector<ReportedPolicy>& all = facts_.reported;
  for (auto first = all.begin(); first != all.end();) {
    const auto next = std::find_if(first, all.end(), [&](const ReportedPolicy& policy) {
      return policy.reporter != first->reporter;
    });
    const auto newest =
        std::max_element(first, next, [](const ReportedPolicy& one, const ReportedPolicy& other) {
          return one.last < other.last;
        });
    judge_sender(*newest);
    first = next;
  }
}

void Drift::judge_tried() {
  if (now_.mx_hosts.empty()) return;
  for (const TriedHost& tried : facts_.tried)
    if (std::ranges::find(now_.mx_hosts, tried.host) == now_.mx_hosts.end())
      add("mx-still-tried", tried.host.text(), {{"day", format_day(tried.last)}});
}

void Drift::judge_testing() {
  if (!terms_ || terms_->mode != PolicyMode::testing) return;
  Timestamp since = now_.first;
  for (const SetUp& earlier : before_ | std::views::reverse) {
    const auto terms = terms_of(earlier.policy);
    if (!terms || terms->mode != PolicyMode::testing) break;
    since = earlier.first;
  }
  Sessions sessions;
  for (const ReportedPolicy& reported : facts_.reported)
    if (is_same_policy(reported.terms, *terms_)) sessions += reported.sessions;
  if (facts_.now - since < kLongTesting || sessions.failed != 0 || sessions.total() == 0) return;
  add("drift-testing-long", {},
      {{"since", day_of(since)}, {"sessions", std::to_string(sessions.total())}});
}

}  // namespace

Findings check_drift(const DriftFacts& facts) {
  if (facts.seen.empty()) return {};
  return Drift(facts).judge();
}

std::optional<Timestamp> policy_held_until(std::span<const SetUp> seen) {
  std::optional<Timestamp> latest;
  for (std::size_t i = 0; i < seen.size(); ++i)
    if (const auto end = end_of(seen, i)) latest = std::max(latest.value_or(*end), *end);
  return latest;
}

}  // namespace tlsward
