// Tests web/login_tries.h.
#include "web/login_tries.h"

#include <doctest/doctest.h>

namespace tlsward {

using std::chrono::seconds;

const Timestamp kBegin = parse_day("2026-11-24").value() + std::chrono::hours(14);

TEST_CASE("a network has five tries within a minute, and is told how long to wait for the sixth") {
  LoginTries tries;
  for (int n = 0; n < 5; ++n)
    CHECK(tries.take("192.0.2.0/24", kBegin + seconds(n)) == seconds(0));
  CHECK(tries.take("192.0.2.0/24", kBegin + seconds(5)) == seconds(55));
  CHECK(tries.take("192.0.2.0/24", kBegin + seconds(59)) == seconds(1));
  CHECK(tries.take("198.51.100.0/24", kBegin + seconds(59)) == seconds(0));
  CHECK(tries.take("192.0.2.0/24", kBegin + seconds(60)) == seconds(0));
  CHECK(tries.take("192.0.2.0/24", kBegin + seconds(60)) == seconds(1));
}

TEST_CASE("all networks have sixty tries within a minute") {
  LoginTries tries;
  for (int n = 0; n < 60; ++n)
    CHECK(tries.take(std::to_string(n), kBegin + seconds(n / 10)) == seconds(0));
  CHECK(tries.take("another", kBegin + seconds(10)) == seconds(50));
  CHECK(tries.take("another", kBegin + seconds(60)) == seconds(0));
}

TEST_CASE("a clock that goes back locks nobody out") {
  LoginTries tries;
  for (int n = 0; n < 5; ++n)
    tries.take("192.0.2.0/24", kBegin);
  CHECK(tries.take("192.0.2.0/24", kBegin - std::chrono::hours(1)) == seconds(0));
}

}  // namespace tlsward
