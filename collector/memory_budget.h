// The memory that all requests together may hold: many large bodies at once wait for each other
// instead of ending the process.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace tlsward {

// For any number of threads; must outlive its Shares.
class MemoryBudget {
 public:
  MemoryBudget(std::size_t bytes, std::chrono::milliseconds wait) : free_(bytes), wait_(wait) {}

  std::size_t free() const;

 private:
  friend class Share;
  mutable std::mutex mutex_;
  std::condition_variable returned_;
  std::size_t free_;
  const std::chrono::milliseconds wait_;
};

// One request's part of the budget; goes back with the object. For one thread.
class Share {
 public:
  explicit Share(MemoryBudget& budget) : budget_(budget) {}
  ~Share();
  Share(const Share&) = delete;
  Share& operator=(const Share&) = delete;

  // Takes as much as is missing to hold `bytes` in all. Waits while others hold it; throws
  // ComeAgain (503) after the budget's wait. What was held before stays held.
  void grow_to(std::size_t bytes);

 private:
  MemoryBudget& budget_;
  std::size_t bytes_ = 0;
};

}  // namespace tlsward
