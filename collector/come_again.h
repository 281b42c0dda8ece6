// Thrown when a report cannot be taken now though nothing is wrong with it. Whoever owns the socket
// breaks the answer off, so that also a sender that does not look at the status comes again.
#pragma once

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tlsward {

struct ComeAgain : std::runtime_error {
  ComeAgain(int with_status, std::chrono::seconds after, std::string_view over_setting,
            const std::string& why)
      : std::runtime_error(why), status(with_status), retry_after(after), setting(over_setting) {}

  int status;  // 429 or 503
  std::chrono::seconds retry_after;
  std::string_view setting;  // the cap that was met, a literal: "limits.requests_per_second"
};

}  // namespace tlsward
