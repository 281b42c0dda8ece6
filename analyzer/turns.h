// Whose turn it is to connect: looks that go on at the same time, at however many domains, are
// bounded together, and nobody's address is connected to twice at once.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <set>
#include <string>

namespace tlsward {

// For any thread. Outlives the turns that it gives.
class Turns {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Turns(std::size_t most) : most_(most) {}

  // Waits until nobody is connected to the address, and fewer than the most are to any. Returns
  // false where that is not before `until`; else give_back() is to follow.
  bool take(const std::string& address, Clock::time_point until);
  void give_back(const std::string& address);

 private:
  const std::size_t most_;
  std::mutex mutex_;
  std::condition_variable given_back_;
  std::set<std::string> taken_;
};

}  // namespace tlsward
