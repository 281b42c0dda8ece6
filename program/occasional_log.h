// Log lines about what strangers can cause as often as they like: one a minute of each kind, with
// how many were like it.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace tlsward {

// For any number of threads.
class OccasionalLog {
 public:
  using Clock = std::chrono::steady_clock;

  // Logs the line as a warning, unless one of its kind was logged less than a minute before `now`.
  // Each kind is remembered for good: it is one of a few words of ours, never made of what varies.
  void warn(std::string_view kind, std::string_view line, Clock::time_point now = Clock::now());

 private:
  struct Kind {
    Clock::time_point logged;
    std::size_t passed_over = 0;
  };

  std::mutex mutex_;
  std::map<std::string, Kind, std::less<>> kinds_;
};

}  // namespace tlsward
