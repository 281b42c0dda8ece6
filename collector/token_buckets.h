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

  // A network that is new has `burst` tokens; no one has more.
  TokenBuckets(double burst, double per_second) : burst_(burst), per_second_(per_second) {}

  // Takes one of the network's tokens; false if none is left.
  bool take(const std::string& network, Clock::time_point now);

  // Whether one is left.
  bool has(const std::string& network, Clock::time_point now);

  // Takes so many, which are spent already: also more than there are, up to `burst` of debt, which
  // time pays back.
  void spend(const std::string& network, std::size_t tokens, Clock::time_point now);

 private:
  struct Bucket {
    std::string network;
    double tokens = 0;
    Clock::time_point filled;
  };

  // Filled up to now; under the lock.
  Bucket& bucket_of(const std::string& network, Clock::time_point now);

  const double burst_;
  const double per_second_;
  std::mutex mutex_;
  std::list<Bucket> buckets_;  // the one used last first
  std::unordered_map<std::string, std::list<Bucket>::iterator> bucket_at_;
};

}  // namespace tlsward
