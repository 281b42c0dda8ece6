// Every version of a domain's MTA-STS policy that looks saw or reports quote, who went by it last,
// and until when a sender may hold it. Pure.
#pragma once

#include "analyzer/reported_policies.h"
#include "schema/looks.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tlsward {

// A sender whose last report quotes the version.
struct PolicyHolder {
  std::string reporter;
  std::string organization_name;
  Day last;
};

// Of so many days up to today are the reports whose quotes a history tells.
inline constexpr std::chrono::days kQuotedDays{90};

struct PolicyVersion {
  PolicyTerms terms;
  std::vector<std::string> ids;    // of the TXT records that stood beside it
  std::optional<Timestamp> first;  // when it was first seen served; absent: only reports have it
  std::optional<Timestamp> last;   // and last
  bool is_served = false;          // it was, by the last look
  std::optional<Timestamp> held_until;  // at most; absent: nobody can hold it, or nobody knows
  std::vector<PolicyHolder> holders;    // by name
};

// The one that is served first, then by when it was last seen or quoted, the newest first. What is
// no policy is left out. `seen` is of one domain, the oldest first.
std::vector<PolicyVersion> policy_history(std::span<const SetUp> seen,
                                          std::span<const ReportedPolicy> reported);

// One row for a list: "mode", "mx", "max_age", "ids", "first_seen", "last_seen", "is_served",
// "held_until", "holders".
nlohmann::ordered_json to_json(const PolicyVersion& version);

}  // namespace tlsward
