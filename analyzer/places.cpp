#include "analyzer/places.h"

#include "analyzer/mta_sts_policy.h"

#include <algorithm>

namespace tlsward {
namespace {

constexpr std::int64_t kFewFailures = 3;  // below that, a coincidence

bool is_ipv6(const std::string& address) {
  return address.find(':') != std::string::npos;
}

// Whether a witness of proof had successful sessions too.
bool also_succeeds(const FailureGroup& group, const LineDay& line) {
  return std::ranges::any_of(group.witnesses, [&](const Witness& witness) {
    return is_proof(witness) && std::ranges::find(line.succeeding, witness.reporter,
                                                  &Witness::reporter) != line.succeeding.end();
  });
}

// Whether sessions that succeeded can only have been at this host.
bool is_only_mx(const Domain& host, const LineDay& line) {
  return line.mx_patterns.size() == 1 && Domain(line.mx_patterns.front()) == host;
}

}  // namespace

bool is_unknown_mx(const FailureGroup& group, const LineDay& line,
                   std::span<const Domain> configured) {
  const Domain& host = group.key.host;
  if (host.empty() || (configured.empty() && line.mx_patterns.empty())) return false;
  if (host.is_within(Domain("mta-sts." + group.key.domain.text()))) return false;
  return std::ranges::find(configured, host) == configured.end() && host != group.key.domain &&
         std::ranges::none_of(line.mx_patterns, [&](const std::string& pattern) {
           return covers(Domain(pattern).text(), host);  // reports have them in all spellings
         });
}

std::string_view common_place(const FailureGroup& group, const LineDay& line,
                              std::span<const std::string> receiving_ips) {
  const std::vector<std::string>& here = group.receiving_ips;
  if (group.key.host.empty() || group.failed < kFewFailures || here.empty() ||
      group.address_missing || !also_succeeds(group, line))
    return {};
  const auto failed_here = [&](const std::string& address) {
    return std::ranges::find(here, address) != here.end();
  };
  if (here.size() == 1 && !std::ranges::all_of(receiving_ips, failed_here)) return "one-address";
  const bool all_ipv6 = std::ranges::all_of(here, is_ipv6);
  return all_ipv6 && is_only_mx(group.key.host, line) ? "ipv6-only" : "";
}

}  // namespace tlsward
