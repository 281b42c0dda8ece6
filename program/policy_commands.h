// `tlsward policy`: the MTA-STS policies that `serve` hosts, from a draft over the file to the id
// in DNS, in the only order that leaves no sender with an old text under a new id (RFC 8461 section
// 8.1), and back.
#pragma once

#include "program/invocation.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tlsward {

// What is hosted, and what is drafted.
int policy_list_command(const Invocation& invocation);

// One domain's policy, its record, and what was served before.
int policy_show_command(const Invocation& invocation, const std::string& domain);

// What is to be other than in the draft, else in what is served, else in mode testing for a day.
struct PolicyFlags {
  std::string mode;             // "" = as it is
  std::vector<std::string> mx;  // none = as they are
  std::optional<std::int64_t> max_age;
};

// Writes the draft. Throws UsageError for what is no policy.
int policy_set_command(const Invocation& invocation, const std::string& domain,
                       const PolicyFlags& flags);

// Serves the draft from now on and tells the record that belongs to it; with `testing_now` what is
// served, in mode testing.
int policy_publish_command(const Invocation& invocation, const std::string& domain,
                           bool testing_now);

// Serves the policy no more. Refuses while a sender may hold one that asks for anything.
int policy_retire_command(const Invocation& invocation, const std::string& domain);

}  // namespace tlsward
