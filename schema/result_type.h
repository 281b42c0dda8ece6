// The IANA registry "STARTTLS Validation Result Types" (RFC 8460 section 6.6) as one table. Types
// that are not in it are data too: they are kept, counted and shown under their own name.
#pragma once

#include <span>
#include <string_view>

namespace tlsward {

enum class Mechanism { starttls, dane, mta_sts };

struct ResultType {
  std::string_view name;
  Mechanism mechanism;
};

// All registered types, in the order of the RFC (section 4.3).
std::span<const ResultType> result_types();

// The registered type of that name (lower case); nullptr if there is none.
const ResultType* find_result_type(std::string_view name);

// "STARTTLS", "DANE", "MTA-STS".
std::string_view name(Mechanism mechanism);

}  // namespace tlsward
