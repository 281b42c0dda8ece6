// What of a digest is to be told at once, and how what was told before stands now. Pure functions,
// tested by tables. They never say more than the verdict: what only unauthenticated reports or
// newcomers tell raises nothing, and ends nothing.
#pragma once

#include "analyzer/alert_options.h"
#include "analyzer/digest.h"
#include "schema/alerts.h"
#include "schema/identity.h"

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// The gravest first, as numbers too.
enum class AlertKind {
  refused,    // mail was refused: MTA-STS enforce, DANE, or a sender that demands it
  own_fault,  // a policy host or a certificate that is most likely the owner's fails
  cause,      // something else whose verdict is ACTION
  silence,    // a reporter that usually reports, and whose silence says something
};

// "refused", "own-fault", "cause", "silence".
std::string_view name(AlertKind kind);

enum class AlertStanding {
  raises,  // it is to be told
  lasts,   // it is open, and would not be told for the first time now
  quiet,   // muted: nobody wants to be told
  over,
};

// A watched reporter that is silent about some lines, or was.
struct SilentReporter {
  std::string reporter;           // as in the settings
  std::string organization_name;  // a stranger's word
  std::set<Domain> lines;         // about which it is silent; none where it is over
  Day last;                       // its last report about any of them
  std::map<Domain, Day> heard;    // its last report about each other line
};

struct AlertCondition {
  std::string key;  // 10 hexadecimal digits, a hash with the database's key: strangers choose hosts
  AlertKind kind = AlertKind::cause;
  AlertStanding standing = AlertStanding::lasts;
  CauseKey cause;                          // none of a silence
  Day day;                                 // of the digest that shows it
  const Digest* digest = nullptr;          // lent; null of a silence
  const DigestDomain* domain = nullptr;    // null of a silence
  const DigestProblem* problem = nullptr;  // null of a silence, and where no digest has it any more
  SilentReporter silent;                   // of a silence
};

// The ids of problems that somebody has decided about since the end of yesterday, so that no digest
// of it knows.
struct Decided {
  std::vector<std::string> muted;
  std::vector<std::string> settled;
};

// All that conditions are found in; lent.
struct AlertSight {
  const Digest* yesterday = nullptr;  // of the last complete UTC day
  const Digest* before = nullptr;     // of the day before: reports of it still come
  Decided decided;
  std::span<const SilentReporter> silent;  // watched_silences()
  HashKey hash_key{};
};

// Of each problem that is in the digest of yesterday, and each watched reporter. One that was above
// a threshold on either day raises, if it is open by yesterday's digest.
std::vector<AlertCondition> find_conditions(const AlertSight& sight, const AlertOptions& options);

// How a thread stands whose problem is in no digest any more: over where its line has believed
// reports of yesterday; absent where nobody knows.
std::optional<AlertStanding> standing_of_absent(const AlertThread& thread, const Digest& yesterday);

// The watched reporters that ever reported in a way that is proof: those that are silent on the
// day, and, with no lines, those that are not.
std::vector<SilentReporter> watched_silences(std::span<const ReporterDays> reporters, Day day,
                                             const AlertOptions& options);

// Whether a failure of these types, as sent, is of the policy host or of a certificate.
bool is_policy_or_certificate(std::span<const std::string> result_types);

}  // namespace tlsward
