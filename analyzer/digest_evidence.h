// What a day's digest is made of: all that is read of the Store for it.
#pragma once

#include "analyzer/blind_spots.h"
#include "analyzer/digest.h"
#include "analyzer/grouping.h"
#include "analyzer/history.h"
#include "analyzer/keep_look.h"
#include "analyzer/lasting_cause.h"
#include "schema/looks.h"
#include "schema/store.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tlsward {

// A line that had a report on one of so many days before is told of.
inline constexpr std::chrono::days kLineRemembered{14};

// A line with more groups of failures, or a day with more hosts that failed, has them from senders
// that make them up: what is compared pair by pair is left out then.
inline constexpr std::size_t kMostCompared = 100;

// By domain and host: where anything failed in all the time.
using Addresses = std::map<std::pair<Domain, Domain>, std::vector<std::string>>;

// Of one day and scope, as it stands when the digest is made.
struct DigestEvidence {
  DayEvidence day;
  History history;
  std::vector<LineDay> lines;
  std::vector<FailureGroup> groups;
  std::map<CauseKey, LastingCause> causes;
  Addresses addresses;
  std::set<Domain> due;                    // lines of which somebody broke a habit
  std::map<Domain, std::set<Day>> proven;  // days with a report of the line that is proof
  std::map<Domain, std::vector<std::string>> established;  // reporters of the line, by proof
  std::optional<Timestamp> last_received;                  // of what the scope sees
  std::map<Domain, KeptLook> looks;  // our own, of domains, shortly before the digest
  std::map<Domain, std::vector<CertificateSighting>> certificates;  // by host, of what failed
};

// All that tells of the span's day. Throws what the Store throws.
DigestEvidence read_evidence(Store& store, const DigestSpan& span, const DigestScope& scope);

}  // namespace tlsward
