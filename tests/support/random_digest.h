// Digests with any figures and names, hostile ones among them, for tests of what is made of them.
#pragma once

#include "analyzer/digest.h"

namespace tlsward::tests {

// The same for the same seed: up to 80 domains, in any of the languages, their problems told as
// those of real reports are. Names are at most 20 columns wide.
Digest random_digest(unsigned seed);

// So many domains, of the longest names that there are, each with a problem that needs action.
Digest crowded_digest(std::size_t domains, const Language& language);

}  // namespace tlsward::tests
