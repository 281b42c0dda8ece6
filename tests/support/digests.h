// What tests of digests look at: the day, a domain's line, and which blind spots there are.
#pragma once

#include "analyzer/digest.h"
#include "tests/support/filled_store.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace tlsward::tests {

inline const Day kDay = *parse_day("2026-11-23");

// The domain's line, which must be there.
inline const DigestDomain& line(const Digest& digest, const char* name) {
  const auto found = std::ranges::find(digest.domains, Domain(name), &DigestDomain::domain);
  REQUIRE(found != digest.domains.end());
  return *found;
}

// Of its blind spots.
inline std::vector<std::string> kinds(const Digest& digest) {
  std::vector<std::string> all;
  for (const BlindSpot& spot : digest.blind_spots)
    all.push_back(spot.kind);
  return all;
}

}  // namespace tlsward::tests
