#include "program/duration_counts.h"

#include <algorithm>

namespace tlsward {

void DurationCounts::count(std::chrono::steady_clock::duration duration) {
  const double seconds = std::chrono::duration<double>(duration).count();
  const auto* const bound = std::ranges::lower_bound(kBounds, seconds);
  counts_[static_cast<std::size_t>(bound - kBounds.begin())].fetch_add(1);
  nanoseconds_.fetch_add(std::chrono::duration_cast<std::chrono::nanoseconds>(duration).count());
}

Histogram DurationCounts::read() const {
  Histogram histogram{.bounds = {kBounds.begin(), kBounds.end()},
                      .sum = static_cast<double>(nanoseconds_.load()) / 1e9};
  for (const auto& count : counts_)
    histogram.counts.push_back(count.load());
  return histogram;
}

}  // namespace tlsward
