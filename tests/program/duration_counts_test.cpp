// Tests program/duration_counts.cpp: each duration is in the first bucket that holds it.
#include "program/duration_counts.h"

#include <doctest/doctest.h>

#include <numeric>

namespace tlsward {
namespace {

using std::chrono::microseconds;

TEST_CASE("each duration is in the first bucket that holds it, or behind the last") {
  DurationCounts counts;
  for (const microseconds duration :
       {microseconds(1), microseconds(1000), microseconds(1001), microseconds(11'000'000)})
    counts.count(duration);
  const Histogram histogram = counts.read();
  REQUIRE(histogram.counts.size() == histogram.bounds.size() + 1);
  CHECK(histogram.counts[0] == 2);
  CHECK(histogram.counts[1] == 1);
  CHECK(histogram.counts.back() == 1);
  CHECK(std::accumulate(histogram.counts.begin(), histogram.counts.end(), std::uint64_t{0}) == 4);
  CHECK(histogram.sum == doctest::Approx(11.002002));
}

}  // namespace
}  // namespace tlsward
