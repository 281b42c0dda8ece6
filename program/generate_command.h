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
  std::vector<std::string> mx;
  std::string mode = "testing";
  std::string max_age = "604800";
  std::string language = "en";  // the code of one that is built in
};

// Both need neither configuration nor database, and throw UsageError for what no record can have.
int generate_tlsrpt_command(const Invocation& invocation, const GenerateFlags& flags);
int generate_mta_sts_command(const Invocation& invocation, const GenerateFlags& flags);

}  // namespace tlsward
