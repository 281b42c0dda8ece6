// `tlsward demo`: made-up reports in a temporary database, their digest, and the pages.
#pragma once

#include "program/invocation.h"

#include <cstdint>
#include <string>

namespace tlsward {

struct DemoFlags {
  std::string listen = "127.0.0.1:8080";
  bool once = false;
  std::uint32_t seed = 1;
};

// Returns when stopped, or after the digest with `once`; its folder is gone then. Throws
// std::runtime_error if the address is taken, with one that is free.
int demo_command(const Invocation& invocation, const DemoFlags& flags);

}  // namespace tlsward
