// How often somebody may try to log in: each try costs a hash of 19 MiB, and a guess at a password.
#pragma once

#include "schema/timestamp.h"

#include <chrono>
#include <deque>
#include <mutex>
#include <string>

namespace tlsward {

// For any number of threads.
class LoginTries {
 public:
  static constexpr std::chrono::seconds kSpan{60};
  static constexpr std::size_t kOfNetwork = 5;  // tries within the span
  static constexpr std::size_t kOfAll = 60;

  // Counts a try of the network (schema/network.h); 0 s where it may be made, else how long to wait
  // until one may, and it is not counted. A clock that goes back makes nobody wait for longer.
  std::chrono::seconds take(const std::string& network, Timestamp now);

 private:
  struct Try {
    std::string network;
    Timestamp time;
  };

  std::mutex mutex_;
  std::deque<Try> tries_;  // of the last span, the oldest first
};

}  // namespace tlsward
