// What of a look at a domain is remembered, for later looks to be held against. Pure.
#pragma once

#include "analyzer/facts.h"
#include "schema/looks.h"

#include <optional>
#include <vector>

namespace tlsward {

// What senders go by now. Absent where DNS did not answer or has records that nobody takes, or
// nothing of the policy's host could be looked at from here: that is no change of the policy.
std::optional<SetUp> set_up_of(const Facts& facts);

// The certificates of the MX hosts and of the policy's host, one for each address that showed one.
std::vector<CertificateSighting> certificates_of(const Facts& facts);

}  // namespace tlsward
