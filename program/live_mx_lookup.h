// The mx lines of a policy from DNS, for the commands that make policies.
#pragma once

#include "analyzer/live_mx.h"
#include "program/config.h"

#include <string>

namespace tlsward {

// What the flag --exact means.
ProviderHosts hosts_by(bool exact);

// Asks the configured DNS server. Why there are none and what to do, in one line, where the domain
// takes no mail or names no host. Throws TryLater if DNS does not answer, std::runtime_error if it
// cannot be asked.
expected<LiveMx, std::string> look_up_mx(const Config& config, const Domain& domain,
                                         ProviderHosts hosts);

}  // namespace tlsward
