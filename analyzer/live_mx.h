// The mx lines of a policy from the MX records of its domain (RFC 8461 section 3.2): what DNS said
// -> patterns that cover all its hosts, and will when a provider moves them.
#pragma once

#include "analyzer/dns_answer.h"
#include "schema/domain.h"
#include "schema/expected.h"
#include "schema/finding.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tlsward {

// Of the hosts of providers (analyzer/mail_providers.txt).
enum class ProviderHosts : std::uint8_t {
  by_wildcard,  // "*.mail.protection.outlook.com"
  by_name,      // the host of today
};

struct LiveMx {
  std::vector<std::string> patterns;  // by the preference of their hosts, each once; one or more
  std::vector<Finding> findings;      // what comes with them
};

// Why there are none.
enum class NoLiveMx : std::uint8_t {
  unknown,  // DNS did not answer
  no_mail,  // a null MX (RFC 7505)
  no_name,  // an MX record has what no certificate can be for: an address, or no host name
};

// Without MX records the domain itself takes the mail (RFC 5321 section 5.1).
expected<LiveMx, NoLiveMx> live_mx(const Domain& domain, const DnsAnswer<MxRecord>& mx,
                                   ProviderHosts hosts);

}  // namespace tlsward
