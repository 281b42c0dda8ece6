#include "collector/memory_budget.h"

#include "collector/come_again.h"

namespace tlsward {

std::size_t MemoryBudget::free() const {
  const std::lock_guard lock(mutex_);
  return free_;
}

Share::~Share() {
  {
    const std::lock_guard lock(budget_.mutex_);
    budget_.free_ += bytes_;
  }
  budget_.returned_.notify_all();
}

void Share::grow_to(std::size_t bytes) {
  if (bytes <= bytes_) return;
  const std::size_t missing = bytes - bytes_;
  std::unique_lock lock(budget_.mutex_);
  const bool room =
      budget_.returned_.wait_for(lock, budget_.wait_, [&] { return budget_.free_ >= missing; });
  if (!room) {
    throw ComeAgain(503, std::chrono::seconds(60),
                    "the bodies of other requests fill limits.max_bytes_in_memory");
  }
  budget_.free_ -= missing;
  bytes_ = bytes;
}

}  // namespace tlsward
