// The names at which the TXT records of TLSRPT and MTA-STS stand, and what people make of them:
// without a label, with hyphens for underscores, with the domain twice.
#pragma once

#include "schema/domain.h"

#include <string_view>

namespace tlsward {

inline constexpr std::string_view kTlsrptLabel = "_smtp._tls";
inline constexpr std::string_view kMtaStsLabel = "_mta-sts";

// The domain that a record of this name is meant for; empty where the name says none ("_smtp._tls",
// as zone files have it).
Domain domain_of_record(const Domain& name);

// The name at which a record must stand that is meant for that domain. `label`: one of the two.
Domain right_name(const Domain& name, std::string_view label);

}  // namespace tlsward
