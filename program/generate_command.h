// `tlsward generate`: the records and the policy for a domain to publish. Exceptions end in
// program/main.cpp.
#pragma once

#include "program/invocation.h"

#include <string>
#include <vector>

namespace tlsward {

struct GenerateFlags {
  std::string domain;
  std::vector<std::string> rua;
  std::vector<std::string> mx;  // none: those of DNS
  bool exact = false;           // of DNS, without wildcards for providers
  std::string mode = "testing";
  std::string max_age = "604800";
  std::string language = "en";  // the code of one that is built in
};

// Both throw UsageError for what no record can have, and need no database; without --mx the second
// asks DNS, the configured one. Throws TryLater where that does not answer, and returns 1 for a
// domain without mail.
int generate_tlsrpt_command(const Invocation& invocation, const GenerateFlags& flags);
int generate_mta_sts_command(const Invocation& invocation, const GenerateFlags& flags);

}  // namespace tlsward
