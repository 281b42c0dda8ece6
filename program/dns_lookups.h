// The resolver as those who judge deliveries ask it: they live in folders that do not see each
// other. Each function returned has a resolver of its own, for one thread, and throws what its
// constructor throws.
#pragma once

#include "analyzer/resolver.h"
#include "collector/corroboration.h"
#include "collector/dkim.h"
#include "program/config.h"

namespace tlsward {

ResolverOptions resolver_options(const Config& config);

// For looks at domains, which prove answers: from checks.trust_anchor, else from the keys of the
// package dns-root-data where they are.
ResolverOptions resolver_for_checks(const Config& config);

// For the keys of signatures.
TxtLookup make_txt_lookup(const ResolverOptions& options);

// For the names of senders by HTTPS; waits for a second at most.
NamesOfAddress make_names_lookup(ResolverOptions options);

}  // namespace tlsward
