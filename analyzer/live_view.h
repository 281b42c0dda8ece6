// What our own look at a domain tells of a problem that reports tell of: whether we see it too, see
// something else, or find it in order. Pure functions.
#pragma once

#include "analyzer/language.h"
#include "analyzer/mta_sts_policy.h"
#include "analyzer/problem_key.h"
#include "schema/finding.h"
#include "schema/looks.h"
#include "schema/timestamp.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// A look as it was kept.
struct KeptLook {
  Timestamp time;
  std::vector<Finding> findings;
  std::vector<Domain> mx_hosts;    // by name; empty where the MX set could not be told
  std::optional<PolicyMode> mode;  // of the policy that was served; absent: of none
};

enum class LiveState : std::uint8_t {
  confirmed,  // we see it too
  otherwise,  // we see another fault there
  gone,       // its host is no MX host now
  untested,   // it could not be looked at from here
  clear,      // we find it in order
};

// "confirmed", "otherwise", "gone", "untested", "clear".
std::string_view name(LiveState state);

struct LiveView {
  Timestamp time;
  LiveState state = LiveState::untested;
  std::vector<Finding> findings;  // that the state is by, the worst first

  // Whether we see a fault that alone does for the failures: no mere oddity, nor one of the
  // policy's past.
  bool shows_fault() const;
};

// Whether a look can tell anything of the cause: failures of which nobody says more than that they
// were are of no type.
bool has_view(const CauseKey& cause, std::span<const std::string> result_types);

// What the look tells of the cause, which senders told by these types. A finding stands for a type
// that it explains (findings.txt), at the host of the cause; of the types about the MTA-STS policy,
// and of what concerns the whole domain, at any.
LiveView live_view(const CauseKey& cause, std::span<const std::string> result_types,
                   const KeptLook& look);

// Of the look what no view has told of: faults, drift of the policy, and certificates that end
// soon. The worst first.
std::vector<Finding> untold_findings(const KeptLook& look, std::span<const LiveView> told);

// Whether it is worth WATCH where no report tells of it: a fault, or a certificate of whose life
// less than a week is left.
bool is_pressing(const Finding& finding, Timestamp now);

// That looks saw another certificate at an address than the ones before.
struct CertificateChange {
  std::string address;
  Timestamp before;  // the last look that saw the old one
  Timestamp after;   // the first one that saw the new one
};

// Of the sightings at one host, the oldest first, the last change that may have been when failures
// began on that day: from the day before to the one after. Absent if there is none.
std::optional<CertificateChange> change_around(std::span<const CertificateSighting> sightings,
                                               Day since);

// For people; with what to do about another fault, for the problem's own steps are not about it.
// Printable.
std::string sentence(const LiveView& view, const CauseKey& cause, const Language& language);

// {"time","state","findings"}; docs/json.md.
nlohmann::ordered_json to_json(const LiveView& view, const Language& language);

}  // namespace tlsward
