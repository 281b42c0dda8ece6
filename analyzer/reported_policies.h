// Which MTA-STS policy each sender went by, as its reports quote it (RFC 8460 section 4.4,
// policy-string): who knows which version of a domain's policy.
#pragma once

#include "analyzer/hosted_policy.h"
#include "schema/reports.h"
#include "schema/store.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tlsward {

// What a reporter quoted, over all its reports of those days. Senders write a policy-string in one
// string or several, and some leave parts out: what it says counts, not how it stands.
struct ReportedPolicy {
  std::string reporter;  // reporter_key()
  std::string organization_name;
  PolicyTerms terms;  // mx in lower case, by name; max_age 0: not told
  Day first;
  Day last;
  Sessions sessions;  // of the entries that quote it, added up
};

// What a policy-string says. Absent where it says no mode.
std::optional<PolicyTerms> terms_in(std::span<const std::string> policy_string);

// Whether both ask the same of senders: mode and mx, and max_age where both tell it.
bool is_same_policy(const PolicyTerms& one, const PolicyTerms& other);

// Of the reports about exactly this domain on these days that are proof and were sent under an
// MTA-STS policy ("sts"), by reporter, then by the first day. Throws what the Store throws.
std::vector<ReportedPolicy> reported_policies(Store& store, const Domain& domain, Day since,
                                              Day until);

}  // namespace tlsward
