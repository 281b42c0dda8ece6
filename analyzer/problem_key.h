// Which failures belong together: as one problem that lasts, by what senders say; and as one cause,
// whatever words they chose for it. Pure functions.
#pragma once

#include "schema/domain.h"
#include "schema/reports.h"

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace tlsward {

// Which failures are one problem.
struct ProblemKey {
  Domain domain;  // the line
  std::string policy_type;
  std::string result_type;  // "" for failures that no detail explains (Halon)
  Domain host;              // the MX; of the types about the MTA-STS policy its host
  std::string reason;       // normalized failure-reason-code

  auto operator<=>(const ProblemKey&) const = default;  // NOLINT(modernize-use-nullptr)
  bool operator==(const ProblemKey&) const = default;
};

ProblemKey key_of(const Failure& failure);

// Which problems are one for people: "the certificate of mx2 has expired" is one thing to mend,
// though one sender gives a reason for it, another none, and a third says only
// "validation-failure".
struct CauseKey {
  Domain domain;
  std::string cause;  // key of a remedy; of a type that is not registered the type itself
  Domain host;

  auto operator<=>(const CauseKey&) const = default;  // NOLINT(modernize-use-nullptr)
  bool operator==(const CauseKey&) const = default;
};

// The cause of failures that no detail explains.
inline constexpr const char* kUnexplained = "unexplained";

// The cause of what fails in more ways than are told apart.
inline constexpr const char* kCrowded = "crowded";

CauseKey cause_key(const ProblemKey& key);

// key_of() and cause_key() of many failures: looks at each text once, and at those after 10,000
// different ones, which only strangers make up, each time anew.
class KeyFinder {
 public:
  ProblemKey find(const Failure& failure);
  CauseKey find_cause(const Failure& failure);
  CauseKey find_cause(const ProblemKey& key);

 private:
  std::string find_reason(const std::string& reason);
  std::string find_cause(const std::string& result_type, const std::string& normalized_reason);

  std::map<std::string, std::string> reasons_;                         // normalized, by as sent
  std::map<std::pair<std::string, std::string>, std::string> causes_;  // by type and the normalized
};

}  // namespace tlsward
