// Tests web/asked.cpp: what a route names, told by the pages and the API alike, which their own
// tests and owners_test.cpp go through; here what is no number.
#include "web/asked.h"

#include <doctest/doctest.h>

namespace tlsward {

TEST_CASE("a number is digits alone, from 1 on") {
  CHECK(number_of("1") == 1);
  CHECK(number_of("9223372036854775807") == 9223372036854775807);
  for (const char* text : {"", "0", "-1", "+1", " 1", "1 ", "0x1", "1.0", "9223372036854775808"}) {
    CAPTURE(text);
    CHECK_FALSE(number_of(text).has_value());
  }
}

}  // namespace tlsward
