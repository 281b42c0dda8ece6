// When owners are told at once, as the operator sets it: [alerts] of the configuration.
#pragma once

#include <chrono>
#include <cstdint>
#include <set>
#include <string>

namespace tlsward {

struct AlertOptions {
  // News waits so long for other news of the owner, and goes in one mail with it.
  std::chrono::seconds wait_for_others = std::chrono::minutes(10);
  // Proven failed sessions of a day from which somebody is told: where mail was refused,
  std::int64_t refused_sessions = 1;
  // where it was delivered all the same, of a problem whose verdict is ACTION,
  std::int64_t cause_sessions = 5;
  // and of a policy host or a certificate that is most likely the owner's, whatever the verdict.
  std::int64_t own_sessions = 5;
  // How long one of these who reports in a habit is silent before anybody is told, at least.
  std::int64_t silent_days = 3;
  std::set<std::string> watched_reporters = {"google.com", "microsoft.com"};
};

}  // namespace tlsward
