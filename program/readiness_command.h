// `tlsward readiness` and `tlsward policy history`: what looks and reports together tell of a
// domain's policy.
#pragma once

#include "program/invocation.h"

#include <string>

namespace tlsward {

struct ReadinessFlags {
  std::string domain;
  std::string language = "en";
};

// Exit code 0 where the policy can go to enforce, or is there and refused nothing.
int readiness_command(const Invocation& invocation, const ReadinessFlags& flags);

int policy_history_command(const Invocation& invocation, const std::string& domain);

}  // namespace tlsward
