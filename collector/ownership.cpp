#include "collector/ownership.h"

#include "schema/counting.h"

#include <algorithm>

namespace tlsward {

bool Ownership::is_ours(const Domain& domain) const {
  return accept_any || std::ranges::find(mx_hosts, domain) != mx_hosts.end() ||
         std::ranges::any_of(domains, [&](const Domain& own) { return domain.is_within(own); });
}

std::vector<PolicyLine> lines_of(const Report& report, std::string_view file_name,
                                 const Ownership& ownership) {
  std::vector<PolicyLine> lines;
  lines.reserve(report.policies.size());
  for (const Policy& policy : report.policies) {
    Domain line = counting_domain(report, policy, file_name);
    // A DANE entry of a domain of ours stands on its MX host's line, and that host may be a
    // provider's.
    const bool ours = ownership.is_ours(line) || ownership.is_ours(policy.policy_domain);
    lines.push_back({std::move(line), ours});
  }
  return lines;
}

}  // namespace tlsward
