// Tests program/webhook_client.cpp: the signature. What goes over the wire, tests/e2e/webhook.sh
// sees.
#include "program/webhook_client.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

TEST_CASE("the signature is HMAC-SHA256, as RFC 4231 has it in its test cases 2 and 6") {
  CHECK(webhook_signature("Jefe", "what do ya want for nothing?") ==
        "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(webhook_signature(std::string(131, '\xaa'),
                          "Test Using Larger Than Block-Size Key - Hash Key First") ==
        "sha256=60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

}  // namespace
}  // namespace tlsward
