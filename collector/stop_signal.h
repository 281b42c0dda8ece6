// Waiting that a stop ends: for a time, or together with a socket, by a descriptor that becomes
// readable at the stop.
#pragma once

#include <chrono>
#include <functional>
#include <stop_token>

namespace tlsward {

// Waits so long, at most until the stop.
void sleep_for(std::chrono::seconds time, const std::stop_token& stop);

class StopSignal {
 public:
  // Throws std::system_error if the process has no descriptor left.
  explicit StopSignal(const std::stop_token& stop);

  int descriptor() const { return event_.descriptor; }

 private:
  struct Event {
    Event();
    ~Event();
    Event(const Event&) = delete;
    Event& operator=(const Event&) = delete;

    const int descriptor;
  };

  // In this order: a stop that comes while this ends must not write to a number that is another's.
  Event event_;
  std::stop_callback<std::function<void()>> callback_;
};

}  // namespace tlsward
