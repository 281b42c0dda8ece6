// Tests analyzer/mx_pattern_faults.cpp: what an mx value is that is no pattern, and what was meant.
#include "analyzer/mx_pattern_faults.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

TEST_CASE("a pattern has no fault, and is meant as it stands") {
  for (const char* const value : {"mail.example.com", "*.example.com", "*.com"}) {
    CAPTURE(value);
    CHECK(key_of_mx_fault(value).empty());
    CHECK(mended_mx(value) == std::vector<std::string>{value});
  }
}

TEST_CASE("of a list each host is kept, or none") {
  CHECK(mended_mx("10 A.example.com. ; b.example.com") == std::vector<std::string>{});
  CHECK(mended_mx("A.example.com. ; b.example.com") ==
        std::vector<std::string>{"a.example.com", "b.example.com"});
  CHECK(mended_mx("a.example.com 192.0.2.1").empty());
  CHECK(mended_mx("").empty());
}

}  // namespace
}  // namespace tlsward
