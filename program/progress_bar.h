// A bar on standard error for work that takes a while, on one line that is written over, from half
// a second on.
#pragma once

#include <chrono>
#include <cstddef>
#include <string_view>

namespace tlsward {

// For one thread at a time. Its line goes with it.
class ProgressBar {
 public:
  // Shows nothing where it is not wanted: where no terminal is.
  explicit ProgressBar(bool wanted) : wanted_(wanted) {}
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  // `words` stand behind the bar.
  void show(std::size_t done, std::size_t of, std::string_view words);

 private:
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
  bool wanted_;
  bool drawn_ = false;
};

}  // namespace tlsward
