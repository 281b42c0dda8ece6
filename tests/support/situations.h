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
  int days = 1;                // that the mail is of; the last one is kSaidDay
  bool is_guest = false;       // its owner is one of several
};

// All, by name.
std::span<const Situation> situations();

}  // namespace tlsward::tests
