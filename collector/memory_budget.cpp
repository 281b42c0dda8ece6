#include "collector/memory_budget.h"

#include "collector/come_again.h"

namespace tlsward {

std::size_t MemoryBudget::free() const {
  const std::lock_guard lock(mutex_);
  return free_;
}

Share::~Share() {
  if (bytes_ == 0) return;
  {
    const std::lock_guard lock(budget_.mutex_);
    budget_.free_ += bytes_;
    const auto held = budget_.held_by_.find(network_);
    held->second -= bytes_;
    if (held->second == 0) budget_.held_by_.erase(held);
  }
  budget_.returned_.notify_all();
}

void Share::grow_to(std::size_t bytes) {
  if (bytes <= bytes_) return;
  const std::size_t missing = bytes - bytes_;
  std::unique_lock lock(budget_.mutex_);
  const auto has_room = [&] {
    const auto held = budget_.held_by_.find(network_);
    const std::size_t of_network = held == budget_.held_by_.end() ? 0 : held->second;
    return budget_.free_ >= missing && of_network + missing <= budget_.bytes_of_network_;
  };
  if (!budget_.returned_.wait_for(lock, budget_.wait_, has_room)) {
    throw ComeAgain(503, std::chrono::seconds(60), "limits.max_bytes_in_memory",
                    "the bodies of other requests fill limits.max_bytes_in_memory");
  }
  budget_.free_ -= missing;
  budget_.held_by_[network_] += missing;
  bytes_ = bytes;
}

}  // namespace tlsward
