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
    CHECK(buckets.take("a", 1, kStart));
  CHECK_FALSE(buckets.take("a", 1, kStart));
  CHECK(buckets.take("b", 1, kStart));
  CHECK_FALSE(buckets.take("a", 1, kStart + milliseconds(499)));
  CHECK(buckets.take("a", 1, kStart + milliseconds(500)));
  for (int i = 0; i < 3; ++i)
    CHECK(buckets.take("a", 1, kStart + seconds(100)));
  CHECK_FALSE(buckets.take("a", 1, kStart + seconds(100)));
}

TEST_CASE("who took more than there were waits for these too") {
  TokenBuckets buckets(10, 10);
  CHECK(buckets.take("a", 40, kStart));
  CHECK_FALSE(buckets.take("a", 0, kStart + seconds(3)));
  CHECK(buckets.take("a", 0, kStart + milliseconds(3100)));
  CHECK(buckets.take("a", 0, kStart + milliseconds(3100)));  // asked only
}

TEST_CASE("of networks, the 65,536 that came last are remembered") {
  TokenBuckets buckets(1, 1);
  CHECK(buckets.take("first", 1, kStart));
  CHECK(buckets.take("second", 1, kStart));
  for (int i = 0; i < (64 << 10) - 2; ++i)
    buckets.take(fmt::format("{}", i), 1, kStart);
  CHECK_FALSE(buckets.take("first", 1, kStart));  // still known, and now the newest
  buckets.take("one more", 1, kStart);
  CHECK_FALSE(buckets.take("first", 1, kStart));
  CHECK(buckets.take("second", 1, kStart));  // was forgotten
}

}  // namespace
}  // namespace tlsward
