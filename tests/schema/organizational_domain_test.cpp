// Tests schema/organizational_domain.cpp.
#include "schema/organizational_domain.h"

#include <doctest/doctest.h>

#include <string>

namespace tlsward {

TEST_CASE("domains are aligned by their organizational domain") {
  const struct {
    std::string one;
    std::string other;
    bool want;
  } cases[] = {
      {"sender.example", "sender.example", true},
      {"corp.sender.example", "mail.sender.example", true},
      {"sender.example", "other.example", false},
      {"a.co.uk", "b.co.uk", false},
      {"x.a.co.uk", "a.co.uk", true},
      {"example", "example", true},
      {"", "", false},
      {"sender.example", "", false},
      {"notsender.example", "sender.example", false},
  };
  for (const auto& [one, other, want] : cases) {
    CAPTURE(one + ' ' + other);
    CHECK(is_aligned(Domain(one), Domain(other)) == want);
  }
  CHECK(organizational_domain(Domain("a.b.sender.example")) == Domain("sender.example"));
}

}  // namespace tlsward
