#include "program/live_mx_lookup.h"

#include "program/dns_lookups.h"
#include "program/invocation.h"
#include "schema/printable.h"

#include <fmt/format.h>

namespace tlsward {

ProviderHosts hosts_by(bool exact) {
  return exact ? ProviderHosts::by_name : ProviderHosts::by_wildcard;
}

expected<LiveMx, std::string> look_up_mx(const Config& config, const Domain& domain,
                                         ProviderHosts hosts) {
  Resolver resolver(resolver_for_checks(config));
  const auto answers = resolver.ask({{domain.text(), DnsType::mx}});
  const auto mx = read_as<MxRecord>(answers.front(), mx_in);
  auto live = live_mx(domain, mx, hosts);
  if (live) return *std::move(live);
  const std::string& name = domain.text();
  switch (live.error()) {
    case NoLiveMx::unknown:
      throw TryLater(
          fmt::format("DNS does not tell the MX hosts of {}: {}; try again, or name them with --mx",
                      name, printable(mx.why, 200)));
    case NoLiveMx::no_mail:
      return unexpected(fmt::format("{} takes no mail (a null MX), so it needs no policy", name));
    case NoLiveMx::no_name:
      break;
  }
  return unexpected(fmt::format(
      "an MX record of {} has no host name, so no policy can cover it; mend it first (tlsward "
      "check {} --only mx), or name the hosts with --mx",
      name, name));
}

}  // namespace tlsward
