#include "collector/token_buckets.h"

#include <algorithm>

namespace tlsward {

namespace {

// So many networks are remembered; who comes back after so many others begins with a full bucket.
constexpr std::size_t kMaxBuckets = 64 << 10;

}  // namespace

TokenBuckets::Bucket& TokenBuckets::bucket_of(const std::string& network, Clock::time_point now) {
  if (const auto known = bucket_at_.find(network); known != bucket_at_.end()) {
    buckets_.splice(buckets_.begin(), buckets_, known->second);
    Bucket& bucket = buckets_.front();
    const double seconds = std::chrono::duration<double>(now - bucket.filled).count();
    bucket.tokens = std::min(burst_, bucket.tokens + seconds * per_second_);
    bucket.filled = now;
    return bucket;
  }
  if (buckets_.size() >= kMaxBuckets) {
    bucket_at_.erase(buckets_.back().network);
    buckets_.pop_back();
  }
  buckets_.push_front({network, burst_, now});
  bucket_at_[network] = buckets_.begin();
  return buckets_.front();
}

bool TokenBuckets::take(const std::string& network, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  Bucket& bucket = bucket_of(network, now);
  if (bucket.tokens < 1) return false;
  bucket.tokens -= 1;
  return true;
}

bool TokenBuckets::has(const std::string& network, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  return bucket_of(network, now).tokens >= 1;
}

void TokenBuckets::spend(const std::string& network, std::size_t tokens, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  Bucket& bucket = bucket_of(network, now);
  bucket.tokens = std::max(-burst_, bucket.tokens - static_cast<double>(tokens));
}

}  // namespace tlsward
