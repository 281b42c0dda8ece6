// How long deliveries take, counted by the threads that take them and read by the one that is asked
// for metrics; nobody waits for another.
#pragma once

#include "web/metrics.h"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>

namespace tlsward {

// For any number of threads.
class DurationCounts {
 public:
  void count(std::chrono::steady_clock::duration duration);

  // What was counted so far; what is counted meanwhile may be in it by half.
  Histogram read() const;

 private:
  // Seconds: a commit takes milliseconds, and senders wait for ten seconds.
  static constexpr std::array<double, 13> kBounds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                                     0.25,  0.5,    1,     2.5,  5,     10};

  std::array<std::atomic<std::uint64_t>, kBounds.size() + 1> counts_{};
  std::atomic<std::int64_t> nanoseconds_{0};
};

}  // namespace tlsward
