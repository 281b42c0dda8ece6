// The word for a day: OK, WATCH, ACTION or BLIND. Pure functions, tested by tables.
#pragma once

#include "analyzer/grouping.h"

#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>

namespace tlsward {

enum class Verdict {
  ok,
  watch,
  blind,
  action
};  // ascending: the owner's word is the worst of the domains'

// "OK", "WATCH", "ACTION", "BLIND".
std::string_view name(Verdict verdict);

// The one character that stands beside a colour: " ", "~", "?", "!".
std::string_view symbol(Verdict verdict);

// By organizational domain, those whose reports are proof from the first one on
// (well_known_reporters.txt).
const std::set<std::string>& well_known_reporters();

// Where WATCH ends and ACTION begins; settable.
struct VerdictRules {
  // Of mail that was delivered all the same: proven failed sessions of a line's day, the share of
  // its proven sessions that these are, and report days in a row that do for a second witness.
  std::int64_t failed_sessions = 5;
  std::int64_t failed_percent = 1;
  std::int64_t days_in_a_row = 3;
  std::set<std::string> known_reporters = well_known_reporters();
};

// Whether they are of two organizations: names below one organizational domain are of one, for who
// has it can sign as each of them.
bool are_independent(const Witness& one, const Witness& other);

// Whether two of them are that and proof: ten anonymous posts under ten names are one stranger.
bool has_two_independent(std::span<const Witness> witnesses);

// Whether none of those whose word counts is an established reporter, a known one, or of the
// organization of one, though the line has established ones: who has a domain can sign as that
// domain, and say what he likes of yours. An imported file is no newcomer. Where nobody is
// established, in a domain's first days, nobody is one.
bool is_by_newcomers(const FailureGroup& group, std::span<const std::string> established,
                     const std::set<std::string>& known);

// Of one group of failures. ACTION if a witness is proof and mail was refused; or if mail was
// delivered, but at least 5 proven failures are at least 1 % of the line's proven sessions, and two
// independent reporters saw them or they came on the third report day in a row (by the usual
// rules). Else WATCH. What is not proof raises nothing beyond WATCH and takes nothing from what is.
// `days_in_a_row` counts this day.
Verdict judge(const FailureGroup& group, const Sessions& proven, std::size_t days_in_a_row = 1,
              const VerdictRules& rules = {});

// Of one that our own look shows, too, which is a second witness: then all that is told of it
// counts, of the line's sessions still those alone that are proof. `is_refused`: by what we see
// ourselves, for anybody can write that he was refused.
Verdict judge_confirmed(const FailureGroup& group, const Sessions& proven, bool is_refused,
                        const VerdictRules& rules = {});

// Of a domain's day: BLIND without reports, else the worst of its groups, OK without any.
Verdict judge_domain(bool has_reports, std::span<const Verdict> groups);

// Of all domains together: the worst; but BLIND only where no domain has data or a report was due.
Verdict judge_owner(std::span<const Verdict> domains, bool report_was_due);

}  // namespace tlsward
