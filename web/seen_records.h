// Whether our own look at a domain saw what it is to publish: the TLSRPT record, the MTA-STS policy
// and its record. Pure functions.
#pragma once

#include "analyzer/live_view.h"
#include "schema/finding.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace tlsward {

enum class Sighting : std::uint8_t {
  seen,
  faulty,      // it is there, and not as senders need it
  absent,      // DNS says that there is none
  unknown,     // it could not be looked at
  not_looked,  // nobody looked of late
};

struct SeenRecord {
  Sighting sighting = Sighting::not_looked;
  std::vector<Finding> findings;  // why it is not `seen`, the worst first; none where it is
                                  // simply absent
};

// `look` as last_look() has it.
SeenRecord seen_tlsrpt(const std::optional<KeptLook>& look);

// Likewise of record and policy together. A policy of mode none is `absent`: it asks for nothing.
SeenRecord seen_mta_sts(const std::optional<KeptLook>& look);

}  // namespace tlsward
