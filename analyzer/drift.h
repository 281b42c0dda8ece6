// What became of a domain's policy over time: whether its id went with its text, whether the MX set
// went with the policy, whether it was taken away while senders hold it, and who holds an old one.
// Pure: what looks saw one after the other, and what reports quote -> findings.
#pragma once

#include "analyzer/check_domain.h"
#include "analyzer/reported_policies.h"
#include "schema/looks.h"
#include "schema/policies.h"

#include <optional>
#include <span>
#include <vector>

namespace tlsward {

// A host to which senders still went, by their reports.
struct TriedHost {
  Domain host;
  Day last;
};

struct DriftFacts {
  Timestamp now;
  std::vector<SetUp> seen;               // of the domain, the oldest first, the last is of now
  std::optional<HostedPolicy> hosted;    // what tlsward serves for the domain
  std::vector<ReportedPolicy> reported;  // of the last weeks
  std::vector<TriedHost> tried;          // of failures of the last weeks; that are proof
};

// The observations of a policy's drift (RFC 8461 sections 8.1 and 8.3), in the order of the facts.
// Nothing where nothing was seen. Each lasts for as long as a sender can hold what it is about.
Findings check_drift(const DriftFacts& facts);

// Until when a sender may hold one of these policies: the latest end of a max_age among those that
// ask for anything, each counted from when the next was first seen (the last from when it was
// last), and an hour for its record. Absent if there is none.
std::optional<Timestamp> policy_held_until(std::span<const SetUp> seen);

}  // namespace tlsward
