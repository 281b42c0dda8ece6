// The word for a day: OK, WATCH, ACTION or BLIND. Pure functions, tested by tables.
#pragma once

#include "analyzer/grouping.h"

#include <cstddef>
#include <span>
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

// Whether they are of two organizations: names below one organizational domain are of one, for who
// has it can sign as each of them.
bool are_independent(const Witness& one, const Witness& other);

// Whether two of them are that and proof: ten anonymous posts under ten names are one stranger.
bool has_two_independent(std::span<const Witness> witnesses);

// Whether none of those whose word counts is an established reporter, or of its organization,
// though the line has some: who has a domain can sign as that domain, and say what he likes of
// yours. An imported file is no newcomer. Where nobody is established, in a domain's first days,
// nobody is one.
bool is_by_newcomers(const FailureGroup& group, std::span<const std::string> established);

// Of one group of failures. ACTION if a witness is proof and mail was refused; or if mail was
// delivered, but at least 5 proven failures are at least 1 % of the line's proven sessions, and two
// independent reporters saw them or they came on the third report day in a row. Else WATCH. What is
// not proof raises nothing beyond WATCH and takes nothing from what is. `days_in_a_row` counts this
// day.
Verdict judge(const FailureGroup& group, const Sessions& proven, std::size_t days_in_a_row = 1);

// Of a domain's day: BLIND without reports, else the worst of its groups, OK without any.
Verdict judge_domain(bool has_reports, std::span<const Verdict> groups);

// Of all domains together: the worst; but BLIND only where no domain has data or a report was due.
Verdict judge_owner(std::span<const Verdict> domains, bool report_was_due);

}  // namespace tlsward
