#include "analyzer/verdict.h"

#include <algorithm>
#include <cstdint>

namespace tlsward {
namespace {

// Defaults of the thresholds for mail that was delivered all the same.
constexpr std::int64_t kFailures = 5;
constexpr std::int64_t kOneIn = 100;  // of the line's sessions
constexpr std::size_t kDaysInARow = 3;

bool is_better(const Witness& witness) {
  return witness.trust > Trust::unauthenticated;
}

// Two names of which one is the other or below it may be one organization.
bool are_independent(const Witness& one, const Witness& other) {
  const Domain first(one.reporter);
  const Domain second(other.reporter);
  return !first.is_within(second) && !second.is_within(first) && first != second;
}

// At least one of the two is better than unauthenticated: ten anonymous posts under ten names are
// one stranger.
bool has_two_independent(std::span<const Witness> witnesses) {
  return std::ranges::any_of(witnesses, [&](const Witness& proof) {
    return is_better(proof) && std::ranges::any_of(witnesses, [&](const Witness& other) {
             return are_independent(proof, other);
           });
  });
}

bool is_frequent(const FailureGroup& group, const Sessions& line) {
  const std::int64_t share = line.total() / kOneIn + (line.total() % kOneIn != 0 ? 1 : 0);
  return group.failed >= kFailures && group.failed >= share;
}

}  // namespace

std::string_view name(Verdict verdict) {
  switch (verdict) {
    case Verdict::ok:
      return "OK";
    case Verdict::watch:
      return "WATCH";
    case Verdict::blind:
      return "BLIND";
    case Verdict::action:
      return "ACTION";
  }
  return "BLIND";
}

std::string_view symbol(Verdict verdict) {
  switch (verdict) {
    case Verdict::ok:
      return " ";
    case Verdict::watch:
      return "~";
    case Verdict::blind:
      return "?";
    case Verdict::action:
      return "!";
  }
  return "?";
}

Verdict judge(const FailureGroup& group, const Sessions& line, std::size_t days_in_a_row) {
  if (std::ranges::none_of(group.witnesses, is_better)) return Verdict::watch;
  if (group.refused()) return Verdict::action;
  const bool lasting = days_in_a_row >= kDaysInARow || has_two_independent(group.witnesses);
  return lasting && is_frequent(group, line) ? Verdict::action : Verdict::watch;
}

Verdict judge_domain(bool has_reports, std::span<const Verdict> groups) {
  if (!has_reports) return Verdict::blind;
  return groups.empty() ? Verdict::ok : std::ranges::max(groups);
}

Verdict judge_owner(std::span<const Verdict> domains, bool report_was_due) {
  const bool has_data =
      std::ranges::any_of(domains, [](Verdict verdict) { return verdict != Verdict::blind; });
  if (!has_data) return Verdict::blind;
  Verdict worst = report_was_due ? Verdict::blind : Verdict::ok;
  for (const Verdict verdict : domains)
    if (verdict != Verdict::blind) worst = std::max(worst, verdict);
  return worst;
}

}  // namespace tlsward
