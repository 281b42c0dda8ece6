// What each network may have of something a second, and up to a bound what it did not use before:
// requests, or bytes that are inflated for it (a token bucket each).
#pragma once

#include <chrono>
#include <list>
#include <mutex>
#include <string>
#include <unordered_map>

namespace tlsward {

// For any number of threads.
class TokenBuckets {
 public:
  using Clock = std::chrono::steady_clock;

  // A network that is new has `burst` tokens, and never more.
  TokenBuckets(std::size_t burst, std::size_t per_second)
      : burst_(static_cast<double>(burst)), per_second_(static_cast<double>(per_second)) {}

  // Takes so many of the network's tokens. False, and none is taken, if not even one is left; so
  // the last one may take more than there are, and whoever comes next waits for these too. 0 asks
  // only.
  bool take(const std::string& network, std::size_t tokens, Clock::time_point now);

 private:
  struct Bucket {
    std::string network;
    double tokens = 0;
    Clock::time_point filled;
  };

  Bucket& bucket_of(const std::string& network, Clock::time_point now);

  const double burst_;
  const double per_second_;
  std::mutex mutex_;
  std::list<Bucket> buckets_;  // the one used last first
  std::unordered_map<std::string, std::list<Bucket>::iterator> bucket_at_;
};

}  // namespace tlsward
