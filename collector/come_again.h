// Thrown when a report cannot be taken now though nothing is wrong with it. Whoever owns the socket
// breaks the answer off, so that also a sender that does not look at the status comes again.
#pragma once

#include <chrono>
#include <stdexcept>
#include <string>

namespace tlsward {

struct ComeAgain : std::runtime_error {
  ComeAgain(int with_status, std::chrono::seconds after, const std::string& why)
      : std::runtime_error(why), status(with_status), retry_after(after) {}

  int status;  // 429 or 503
  std::chrono::seconds retry_after;
};

}  // namespace tlsward
