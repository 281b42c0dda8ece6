// A stop that can be waited for together with a socket: a descriptor that becomes readable at it.
#pragma once

#include <functional>
#include <stop_token>

namespace tlsward {

class StopSignal {
 public:
  // Throws std::system_error if the process has no descriptor left.
  explicit StopSignal(const std::stop_token& stop);
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
  std::stop_callback<std::function<void()>> callback_;
};

}  // namespace tlsward
