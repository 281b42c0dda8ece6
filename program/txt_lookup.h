// The resolver as what verifies signatures asks it: the two live in folders that do not see each
// other.
#pragma once

#include "analyzer/resolver.h"
#include "collector/dkim.h"
#include "program/config.h"

namespace tlsward {

ResolverOptions resolver_options(const Config& config);

// A resolver of its own, for one thread. Throws what Resolver's constructor throws.
TxtLookup make_txt_lookup(const ResolverOptions& options);

}  // namespace tlsward
