#include "analyzer/verdict.h"

#include "schema/organizational_domain.h"
#include "schema/text.h"

#include "embedded/well_known_reporters.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace tlsward {
namespace {

std::set<std::string> read_well_known_reporters() {
  std::set<std::string> reporters;
  for (const std::string_view line : split(embedded::well_known_reporters[0].second, "\n"))
    if (!line.empty() && !line.starts_with('#')) reporters.emplace(line);
  return reporters;
}

// In hundredths of the line's sessions, rounded up: 1 of 99 is no less than 1 %.
bool is_frequent(std::int64_t failed, const Sessions& line, const VerdictRules& rules) {
  const double wanted =
      static_cast<double>(line.total()) * static_cast<double>(rules.failed_percent) / 100;
  return failed >= rules.failed_sessions && static_cast<double>(failed) >= wanted;
}

}  // namespace

const std::set<std::string>& well_known_reporters() {
  static const std::set<std::string> reporters = read_well_known_reporters();
  return reporters;
}

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

bool are_independent(const Witness& one, const Witness& other) {
  return organizational_domain(Domain(one.reporter)) !=
         organizational_domain(Domain(other.reporter));
}

bool has_two_independent(std::span<const Witness> witnesses) {
  const auto first =
      std::ranges::find_if(witnesses, [](const Witness& witness) { return is_proof(witness); });
  return std::any_of(first, witnesses.end(), [&](const Witness& witness) {
    return is_proof(witness) && are_independent(*first, witness);
  });
}

bool is_by_newcomers(const FailureGroup& group, std::span<const std::string> established,
                     const std::set<std::string>& known) {
  const auto is_of = [](const Witness& witness) {
    return [&](const std::string& reporter) {
      return !are_independent(witness, {.reporter = reporter});
    };
  };
  const auto is_known = [&](const Witness& witness) {
    return witness.trust == Trust::vouched || std::ranges::any_of(known, is_of(witness)) ||
           std::ranges::any_of(established, is_of(witness));
  };
  return !established.empty() && std::ranges::none_of(group.witnesses, [&](const Witness& witness) {
    return is_proof(witness) && is_known(witness);
  });
}

Verdict judge(const FailureGroup& group, const Sessions& proven, std::size_t days_in_a_row,
              const VerdictRules& rules) {
  const auto is_proven = [](const Witness& witness) { return is_proof(witness); };
  if (std::ranges::none_of(group.witnesses, is_proven)) return Verdict::watch;
  if (group.refused()) return Verdict::action;
  const bool lasting = std::cmp_greater_equal(days_in_a_row, rules.days_in_a_row) ||
                       has_two_independent(group.witnesses);
  return lasting && is_frequent(group.proven, proven, rules) ? Verdict::action : Verdict::watch;
}

Verdict judge_confirmed(const FailureGroup& group, const Sessions& proven, bool is_refused,
                        const VerdictRules& rules) {
  if (is_refused) return Verdict::action;
  const Sessions line{.successful = proven.successful,
                      .failed = std::max(proven.failed, group.failed)};
  return is_frequent(group.failed, line, rules) ? Verdict::action : Verdict::watch;
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
