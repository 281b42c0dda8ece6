// A policy that we host against what senders meet of it: whether each address of its host serves
// the text that was published here, and whether DNS has its id. Pure; analyzer/probe.h looks.
#pragma once

#include "analyzer/facts.h"
#include "schema/finding.h"
#include "schema/policies.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// What the TXT record at _mta-sts.DOMAIN says.
enum class RecordOutside : std::uint8_t {
  current,  // the id of what is published
  other,    // another id, or what is no single record
  absent,
  unknown,  // DNS did not answer, or nothing of it is proved to be right
};

// "current", "other", "absent", "unknown".
std::string_view name(RecordOutside record);

struct HostedOutside {
  std::vector<std::string> addresses;  // that serve the text, byte for byte, as senders want it
  std::vector<Finding> faults;         // what keeps senders from it, the worst first
  std::vector<Finding> untested;       // what could not be looked at from here
  RecordOutside record = RecordOutside::unknown;
  std::string found;  // the record as it is in DNS, or why it is unknown

  // Whether senders get it whichever address they take, as far as can be seen from here.
  bool is_served() const { return faults.empty() && !addresses.empty(); }
};

// `facts` are of the policy's domain, its host looked at. A certificate that senders refuse is a
// fault, and so is what only some of them mind (RISK): whoever gives an id sends all of them there.
HostedOutside judge_outside(const Facts& facts, const HostedPolicy& policy);

}  // namespace tlsward
