// `tlsward check`: looks at a domain now, as senders meet it.
#pragma once

#include "program/invocation.h"

#include <string>
#include <vector>

namespace tlsward {

struct CheckFlags {
  std::string domain;
  std::vector<std::string> only;  // names of groups; none for all
  std::string language = "en";
  bool nagios = false;  // one line, and the exit codes of monitoring plugins
};

// Prints what was found. Returns 0 if all is well, 3 if not or not all could be looked at; with
// `nagios` 0 to 3. Throws UsageError for what is no domain, std::runtime_error for a trust anchor,
// CA file or DNS server that cannot be used.
int check_command(const Invocation& invocation, const CheckFlags& flags);

// What --only takes.
std::vector<std::string> check_group_names();

}  // namespace tlsward
