// analyzer/turns.cpp
#include "analyzer/turns.h"

#include <doctest/doctest.h>

#include <future>

namespace tlsward {
namespace {

using Clock = Turns::Clock;

constexpr Clock::time_point kAtOnce = Clock::time_point::min();
constexpr Clock::time_point kAtLast = Clock::time_point::max();

}  // namespace

TEST_CASE("an address is connected to once at a time, and others beside it up to the most") {
  Turns turns(2);
  CHECK(turns.take("192.0.2.1", kAtOnce));
  CHECK_FALSE(turns.take("192.0.2.1", kAtOnce));
  CHECK(turns.take("192.0.2.2", kAtOnce));
  CHECK_FALSE(turns.take("192.0.2.3", kAtOnce));
  turns.give_back("192.0.2.1");
  CHECK(turns.take("192.0.2.3", kAtOnce));
  CHECK_FALSE(turns.take("192.0.2.1", kAtOnce));
}

TEST_CASE("who waits has the turn when it is given back") {
  Turns turns(1);
  REQUIRE(turns.take("192.0.2.1", kAtOnce));
  auto waiting = std::async(std::launch::async, [&] { return turns.take("192.0.2.1", kAtLast); });
  turns.give_back("192.0.2.1");
  CHECK(waiting.get());
}

}  // namespace tlsward
