// Days as they happen to owners of domains, each a small data set: for tests that read what the
// digest says of them.
#pragma once

#include "schema/store.h"

#include <span>
#include <string_view>

namespace tlsward::tests {

struct Situation {
  std::string_view name;
  void (*fill)(Store& store);  // what was reported up to kSaidDay, and what people decided
};

// All, by name.
std::span<const Situation> situations();

}  // namespace tlsward::tests
