// The memory that all requests together may hold: many large bodies at once wait for each other
// instead of ending the process, and no network keeps all of it from the others.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <utility>

namespace tlsward {

// For any number of threads; must outlive its Shares.
class MemoryBudget {
 public:
  // `bytes_of_network`: the most of the bytes that one network (network.h) may hold.
  MemoryBudget(std::size_t bytes, std::size_t bytes_of_network, std::chrono::milliseconds wait)
      : free_(bytes), bytes_of_network_(bytes_of_network), wait_(wait) {}

  std::size_t free() const;

 private:
  friend class Share;
  mutable std::mutex mutex_;
  std::condition_variable returned_;
  std::size_t free_;
  std::map<std::string, std::size_t> held_by_;
  const std::size_t bytes_of_network_;
  const std::chrono::milliseconds wait_;
};

// One request's part of the budget; goes back with the object. For one thread.
class Share {
 public:
  Share(MemoryBudget& budget, std::string network)
      : budget_(budget), network_(std::move(network)) {}
  ~Share();
  Share(const Share&) = delete;
  Share& operator=(const Share&) = delete;

  // Takes as much as is missing to hold `bytes` in all. Waits while others hold it; throws
  // ComeAgain (503) after the budget's wait. What was held before stays held.
  void grow_to(std::size_t bytes);

 private:
  MemoryBudget& budget_;
  const std::string network_;
  std::size_t bytes_ = 0;
};

}  // namespace tlsward
