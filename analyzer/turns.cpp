#include "analyzer/turns.h"

namespace tlsward {

bool Turns::take(const std::string& address, Clock::time_point until) {
  std::unique_lock lock(mutex_);
  const auto is_free = [&] { return taken_.size() < most_ && !taken_.contains(address); };
  if (!given_back_.wait_until(lock, until, is_free)) return false;
  taken_.insert(address);
  return true;
}

void Turns::give_back(const std::string& address) {
  const std::lock_guard lock(mutex_);
  taken_.erase(address);
  given_back_.notify_all();
}

}  // namespace tlsward
