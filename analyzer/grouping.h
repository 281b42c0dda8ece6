// Rows -> groups: the failures of a day by domain x result type x MX, over all who saw them,
// counted so that no session counts twice. Pure functions.
#pragma once

#include "schema/counting.h"
#include "schema/reports.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tlsward {

// Who saw something, and how often.
struct Witness {
  std::string reporter;  // reporter_key()
  std::string organization_name;
  std::int64_t failed = 0;
  Trust trust = Trust::unauthenticated;  // the best of its reports
};

// The failures of one line by result type and MX.
struct FailureGroup {
  Domain domain;
  std::string result_type;  // "" where an entry has failures but no details (Halon)
  Domain receiving_mx_hostname;
  std::int64_t failed = 0;         // by the counting rule (schema/counting.h)
  std::vector<Witness> witnesses;  // most failures first
  std::vector<std::string>
      reasons;  // distinct failure-reason-codes, most frequent first, at most 5
  std::vector<std::string> sending_mta_ips;  // distinct, at most 5
  std::vector<std::string> receiving_ips;    // distinct, at most 5
  bool enforced =
      false;  // some entry was under MTA-STS mode enforce or DANE: mail was refused or delayed
};

// Groups of one day, the most failures first, then by name. `entries` and `failures` are the same
// filter's.
std::vector<FailureGroup> group_failures(std::span<const Entry> entries,
                                         std::span<const Failure> failures);

// One line's day: the sessions by the counting rule and everybody who reported.
struct LineDay {
  Domain domain;
  Sessions sessions;
  std::vector<Witness> reporters;  // by organization name
  std::vector<std::string>
      policy_types;  // distinct, in the order tlsa, sts, others, no-policy-found
  std::string mode;  // MTA-STS mode of the policy seen last: "enforce", "testing", "none" or ""
};

// Lines of one day, by name.
std::vector<LineDay> group_lines(std::span<const Entry> entries);

// The MTA-STS mode that a policy-string says ("mode: enforce"), lower case; "" if it says none.
std::string policy_mode(std::span<const std::string> policy_string);

}  // namespace tlsward
