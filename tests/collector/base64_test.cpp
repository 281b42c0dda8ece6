// Tests collector/base64.cpp with the vectors of RFC 4648 section 10.
#include "collector/base64.h"

#include <doctest/doctest.h>

namespace tlsward {

TEST_CASE("bytes become one line of base64, however many there are") {
  const struct {
    std::string bytes;
    std::string want;
  } cases[] = {
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foobar", "Zm9vYmFy"},
      {{"\0me\0\xff", 5}, "AG1lAP8="},
  };
  for (const auto& [bytes, want] : cases) {
    CAPTURE(want);
    CHECK(base64(bytes) == want);
  }
  CHECK(base64(std::string(3000, 'x')).find('\n') == std::string::npos);
}

}  // namespace tlsward
