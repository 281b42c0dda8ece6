// Findings as the database keeps them (schema/looks.h), so that a digest tells in its own language
// what a look found hours before.
#pragma once

#include "schema/finding.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// One line of JSON. What is no UTF-8 in evidence of strangers has U+FFFD in its place.
std::string stored(std::span<const Finding> findings);

// The same findings, but for those of kinds that this version does not know, and without what no
// version ever wrote. Empty for a text that is none of stored().
std::vector<Finding> read_stored(std::string_view text);

}  // namespace tlsward
