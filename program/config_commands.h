// `tlsward config`: shows, checks and writes the configuration.
#pragma once

#include "program/invocation.h"

#include <string>
#include <vector>

namespace tlsward {

struct ConfigInitFlags {
  std::vector<std::string> domains;
  std::string hostname;
  std::string output;  // "" = /etc/tlsward/config.toml for root, else tlsward.toml here; "-" prints
  bool yes = false;
};

// Returns 0 if `serve` could start, else 3 with a line for each fault. Throws std::runtime_error if
// there is no file to check.
int config_check_command(const Invocation& invocation);

int config_show_command(const Invocation& invocation, bool origin);

// Asks for what the flags leave open if there is a terminal. Throws UsageError for what is missing,
// std::runtime_error if the file is there already or cannot be written.
int config_init_command(const Invocation& invocation, ConfigInitFlags flags);

// The DNS records to publish, one a line (RFC 8460 section 3).
std::string dns_records(const std::vector<std::string>& domains, const std::string& hostname);

}  // namespace tlsward
