// Tests collector/token_buckets.cpp.
#include "collector/token_buckets.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace tlsward {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Clock = TokenBuckets::Clock;

constexpr Clock::time_point kStart{};

TEST_CASE("each network has so many at once, and as many more as come by with time") {
  TokenBuckets buckets(3, 2);
  for (int i = 0; i < 3; ++i)
    CHECK(buckets.take("a", kStart));
  CHECK_FALSE(buckets.take("a", kStart));
  CHECK(buckets.take("b", kStart));
  CHECK_FALSE(buckets.take("a", kStart + milliseconds(499)));
  CHECK(buckets.take("a", kStart + milliseconds(500)));
  for (int i = 0; i < 3; ++i)
    CHECK(buckets.take("a", kStart + seconds(100)));
  CHECK_FALSE(buckets.take("a", kStart + seconds(100)));
}

TEST_CASE("who spent more than there was waits until time has paid it, at most twice the burst") {
  TokenBuckets buckets(10, 10);
  buckets.spend("a", 15, kStart);
  CHECK_FALSE(buckets.has("a", kStart + milliseconds(500)));
  CHECK(buckets.has("a", kStart + milliseconds(600)));
  CHECK(buckets.has("a", kStart + milliseconds(600)));  // asking takes nothing
  buckets.spend("b", 15, kStart);
  buckets.spend("b", 15, kStart);  // one who was let in at the same time
  CHECK_FALSE(buckets.has("b", kStart + seconds(1)));
  CHECK(buckets.has("b", kStart + milliseconds(1100)));
  CHECK(buckets.has("c", kStart));
}

TEST_CASE("of networks, the 65,536 that came last are remembered") {
  TokenBuckets buckets(1, 1);
  CHECK(buckets.take("first", kStart));
  CHECK(buckets.take("second", kStart));
  for (int i = 0; i < (64 << 10) - 2; ++i)
    buckets.take(fmt::format("{}", i), kStart);
  CHECK_FALSE(buckets.take("first", kStart));  // still known, and now the newest
  buckets.take("one more", kStart);
  CHECK_FALSE(buckets.take("first", kStart));
  CHECK(buckets.take("second", kStart));  // was forgotten
}

}  // namespace
}  // namespace tlsward
