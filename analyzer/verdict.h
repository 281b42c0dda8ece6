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

// Of one group of failures. ACTION if it is proven (a witness better than unauthenticated) and mail
// was refused; or if mail was delivered, but at least 5 failures are at least 1 % of the line's
// sessions and two independent reporters saw them or they came on the third report day in a row.
// Else WATCH: unauthenticated witnesses alone never raise more. `days_in_a_row` counts this day.
Verdict judge(const FailureGroup& group, const Sessions& line, std::size_t days_in_a_row = 1);

// Of a domain's day: BLIND without reports, else the worst of its groups, OK without any.
Verdict judge_domain(bool has_reports, std::span<const Verdict> groups);

// Of all domains together: the worst; but BLIND only where no domain has data or a report was due.
Verdict judge_owner(std::span<const Verdict> domains, bool report_was_due);

}  // namespace tlsward
