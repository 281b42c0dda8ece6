#include "collector/ownership.h"

#include "schema/counting.h"

namespace tlsward {

namespace {

// Whether the name, or one that it is below, is in the set.
bool is_within_one(std::string_view name, const DomainSet& domains) {
  while (!domains.contains(name)) {
    const std::size_t dot = name.find('.');
    if (dot == std::string_view::npos) return false;
    name.remove_prefix(dot + 1);
  }
  return true;
}

}  // namespace

bool Ownership::is_ours(const Domain& domain) const {
  return accept_any || mx_hosts.contains(domain) || is_within_one(domain.text(), domains);
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
