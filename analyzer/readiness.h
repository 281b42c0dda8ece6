// Whether a domain's MTA-STS policy can go from testing to enforce without losing mail: what
// reports under the present text tell, what our own look sees, and who would have been refused.
// Pure; readiness_facts() alone asks the Store.
#pragma once

#include "analyzer/language.h"
#include "analyzer/live_view.h"
#include "analyzer/mta_sts_policy.h"
#include "schema/looks.h"
#include "schema/store.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// What is asked for. The defaults are Google's and EFF's advice: two weeks of clean reports.
struct ReadinessRules {
  std::int64_t days = 14;  // of reports that are looked at, and that the text was served for
  std::int64_t reporters = 3;
  std::int64_t sessions = 100;
  std::int64_t clean_days = 7;
  std::int64_t newest_days = 3;        // how old the newest report may be
  std::int64_t certificate_days = 14;  // that certificates must last
};

// Sessions that "enforce" would have refused, of one sender, host and type.
struct Loss {
  std::string reporter;
  std::string organization_name;
  Domain host;  // the MX
  std::string result_type;
  std::string cause;  // key of a remedy
  std::int64_t sessions = 0;
  Day last;
  std::optional<std::string> acknowledged;  // why somebody muted the problem (`problems mute`)
};

// A sender under the present policy.
struct ReadinessReporter {
  std::string reporter;  // its organizational domain
  std::string organization_name;
  std::int64_t successful = 0;
  std::int64_t refused = 0;  // would have been
  Day newest;                // with a success
};

struct ReadinessFacts {
  Domain domain;
  Timestamp now;
  std::optional<KeptLook> look;         // the last one; absent: nobody looked for two days
  std::optional<PolicyMode> mode;       // of the policy that is served; absent: there is none
  std::optional<Timestamp> since;       // when its text was first seen so
  std::optional<Timestamp> held_until;  // senders hold this or an earlier one at most until then
  std::vector<ReadinessReporter> reporters;  // proven reports under the present text
  std::vector<Loss> losses;                  // likewise
  std::int64_t not_blocking = 0;  // failures to fetch the policy: these senders have none
  std::int64_t by_newcomers = 0;  // failures that only those tell of who hardly reported before
  std::optional<CertificateSighting> certificate;  // that ends first of those that are late
  std::int64_t by_dane = 0;       // failures of DANE, which refuse mail today whatever the mode
  std::int64_t under_policy = 0;  // sessions under the present text
  std::int64_t all_sessions = 0;  // under whatever policy
};

// Ascending: how far one is.
enum class Readiness : std::uint8_t {
  no_policy,
  not_ready,
  not_enough_data,
  ready_with_notes,
  ready,
  enforced
};

// "no-policy", "not-ready", "not-enough-data", "ready-with-notes", "ready", "enforced".
std::string_view name(Readiness readiness);

// What keeps it, or is to be known: a key of words (readiness.<key>) with what stands in them.
struct ReadinessGate {
  std::string key;
  std::vector<std::pair<std::string, std::string>> values;
  bool blocks = true;  // false: a note
};

struct ReadinessJudgement {
  Readiness readiness = Readiness::no_policy;
  std::vector<ReadinessGate> gates;   // those that are not open first, then the notes
  std::vector<Finding> findings;      // by the look, that keep it
  std::int64_t would_be_refused = 0;  // in all the days looked at
};

// G0: what is served is right and stays so. G1: enough senders told of successes, long enough. G2:
// nobody was refused in the last days, or it is acknowledged. G3: nobody has only failures. One
// more failure never makes it readier, one more success never less ready.
ReadinessJudgement judge_readiness(const ReadinessFacts& facts, const ReadinessRules& rules = {});

// Of what is stored. Throws what the Store throws.
ReadinessFacts readiness_facts(Store& store, const Domain& domain, Timestamp now,
                               const ReadinessRules& rules = {});

std::string readiness_text(const ReadinessFacts& facts, const ReadinessJudgement& judgement,
                           const ReadinessRules& rules = {}, const Language& language = english());

// docs/json.md has the form.
nlohmann::ordered_json readiness_json(const ReadinessFacts& facts,
                                      const ReadinessJudgement& judgement,
                                      const Language& language = english());

}  // namespace tlsward
