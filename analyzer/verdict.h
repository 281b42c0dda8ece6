// The word for a day: OK, WATCH, ACTION or BLIND. Pure functions, tested by tables.
#pragma once

#include "analyzer/grouping.h"

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

// Of one group of failures: ACTION if mail was refused (enforce, DANE) and it is proven (a witness
// better than unauthenticated, or two of them independent of each other, one of them better), or if
// there are at least 5 that are at least 1 % of the line's sessions and two independent witnesses
// saw it; else WATCH. Unauthenticated witnesses alone never raise more than WATCH.
Verdict judge(const FailureGroup& group, const Sessions& line);

// Of a domain's day: BLIND without reports, else the worst of its groups, OK without any.
Verdict judge_domain(bool has_reports, std::span<const Verdict> groups);

// Of all domains together: the worst; but BLIND only where no domain has data or a report was due.
Verdict judge_owner(std::span<const Verdict> domains, bool report_was_due);

}  // namespace tlsward
