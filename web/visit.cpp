#include "web/visit.h"

namespace tlsward {
namespace {

// RFC 2606: no domain is, or lies below, this one.
const Domain& nobodys() {
  static const Domain domain("nobody.invalid");
  return domain;
}

}  // namespace

std::optional<Domain> Visit::asked_domain() const {
  const auto name = asked("domain");
  return name ? std::optional(Domain(*name)) : std::nullopt;
}

std::vector<Domain> Visit::domains() const {
  std::vector<Domain> domains;
  if (!asked_domain()) {
    if (!viewer.domains) return options.scope.domains;
    domains = *viewer.domains;
  }
  for (const std::string& name : request.query.all("domain"))
    if (const Domain domain(name); viewer.sees(domain) && domain.is_host_name())
      domains.push_back(domain);
  return domains.empty() ? std::vector{nobodys()} : domains;
}

DigestScope Visit::scope() const {
  if (!asked_domain() && viewer.sees_all()) return options.scope;
  DigestScope scope = options.narrow(domains());
  scope.is_guest = !viewer.sees_all();
  return scope;
}

}  // namespace tlsward
