#include "web/login_tries.h"

#include <algorithm>

namespace tlsward {

std::chrono::seconds LoginTries::take(const std::string& network, Timestamp now) {
  const std::scoped_lock lock(mutex_);
  std::erase_if(tries_, [&](const Try& one) { return one.time > now || one.time <= now - kSpan; });
  const auto is_theirs = [&](const Try& one) { return one.network == network; };
  if (static_cast<std::size_t>(std::ranges::count_if(tries_, is_theirs)) >= kOfNetwork)
    return std::ranges::find_if(tries_, is_theirs)->time + kSpan - now;
  if (tries_.size() >= kOfAll) return tries_.front().time + kSpan - now;
  tries_.push_back({network, now});
  return std::chrono::seconds(0);
}

}  // namespace tlsward
