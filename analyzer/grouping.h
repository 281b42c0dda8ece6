// Rows -> groups: the failures of a day by domain x cause x host, over all who saw them, counted so
// that no session counts twice. Pure functions.
#pragma once

#include "analyzer/problem_key.h"
#include "schema/counting.h"
#include "schema/reports.h"

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace tlsward {

// Who saw something, and how often.
struct Witness {
  std::string reporter;  // reporter_key()
  std::string organization_name;
  std::int64_t failed = 0;
  Trust trust = Trust::unauthenticated;  // the best of its reports
  std::string evidence;                  // for that trust
};

// Whether what is so far believed proves something; what anybody can have sent does not.
constexpr bool is_proof(Trust trust) {
  return trust > Trust::unauthenticated;
}
inline bool is_proof(const Witness& witness) {
  return is_proof(witness.trust);
}

// The name of those together that are more than are told apart.
inline constexpr const char* kOthers = "others";

// A reporter is believed as the best of its reports.
template <typename Speaker, typename Row>
void believe(Speaker& speaker, const Row& row) {
  if (row.trust < speaker.trust || (row.trust == speaker.trust && !speaker.evidence.empty()))
    return;
  speaker.trust = row.trust;
  speaker.evidence = row.evidence;
}

// What a failure means for the mail itself, worst first.
enum class Effect {
  refused_by_policy,  // MTA-STS mode enforce: not delivered
  refused_by_dane,    // DANE: not delivered, whatever the MTA-STS mode
  refused_by_sender,  // not delivered: the sender demands DANE or DNSSEC, whatever the policy
  unknown,            // a failure of an unregistered type where others would be refused
  mode_unknown,       // MTA-STS, and the report quotes no mode (Halon): enforce delivers nothing
  policy_unknown,     // delivered: without the policy, or with the sender's stored copy
  tested,             // delivered: mode testing; enforce would have refused it
  delivered,          // delivered, perhaps in plain text: no policy asked for more
};

// Whether mail was not delivered, as far as is known.
constexpr bool is_refused(Effect effect) {
  return effect <= Effect::refused_by_sender;
}

// The failures of one line by cause and host. Where any of it is proof, texts, addresses and effect
// are of that alone.
struct FailureGroup {
  CauseKey key;
  std::vector<std::string> result_types;  // as sent, most frequent first, at most 5; none for
                                          // failures that no detail explains (Halon)
  std::int64_t failed = 0;  // by the counting rule (schema/counting.h), proof and the rest added
  std::int64_t proven = 0;  // what is proof of that
  // Most failures first. What is proof of one reporter's reports and what is not are two witnesses.
  std::vector<Witness> witnesses;
  std::vector<std::string>
      reasons;  // distinct failure-reason-codes, most frequent first, at most 5
  std::vector<std::string> sending_mta_ips;  // distinct, at most 5
  std::vector<std::string> receiving_ips;    // distinct, at most 5
  bool address_missing = false;              // of a failure no receiving-ip is told
  Effect effect = Effect::delivered;         // the worst of its entries

  bool refused() const { return is_refused(effect); }
};

// Hands entries over one by one.
using EachEntry = std::function<void(const std::function<void(const Entry&)>&)>;

// Entries of one day, those of one report, line and policy type as one: their sessions added up,
// under the policy of the last of them. Entries of a report and line come one after the other. A
// report can have thousands, and no digest asks for more.
std::vector<Entry> merge_entries(const EachEntry& each);

// Hands failures over one by one: calls what it is given with each.
using EachFailure = std::function<void(const std::function<void(const Failure&)>&)>;

// How many failures the details of a day explain, so that those remain which entries count and no
// detail explains: Halon sends totals without details.
class ExplainedFailures {
 public:
  using UseRest = std::function<void(const Entry& entry, std::int64_t failed)>;

  void add(const Failure& failure);

  // Calls `use` with each report, line and policy type of which failures remain, once: with the
  // last of its entries, and how many.
  void each_rest(std::span<const Entry> entries, const UseRest& use) const;

 private:
  using Claim = std::tuple<std::int64_t, Domain, std::string>;  // report, line, policy type
  std::map<Claim, std::int64_t> sums_;
};

// Groups of one day, the most failures first, then by name. `entries` and the failures are the same
// filter's. No failure is kept, and what senders make up is bounded: a line has 1,000 groups with
// details that proof opened and 1,000 others (the failures of any more are of the cause kCrowded),
// and in them 10,000 witnesses of each kind (the rest of a group are one of the name "others"); a
// group's texts and addresses are the commonest of the first 1,000.
std::vector<FailureGroup> group_failures(std::span<const Entry> entries, const EachFailure& each);

// The same of failures that are at hand.
std::vector<FailureGroup> group_failures(std::span<const Entry> entries,
                                         std::span<const Failure> failures);

// One line's day: the sessions by the counting rule and everybody who reported (1,000; the rest are
// one of the name "others").
struct LineDay {
  Domain domain;
  Sessions sessions;
  Sessions proven;                  // likewise, by what is proof alone
  bool failures_unknown = false;    // of an entry (Entry::failures_unknown)
  std::vector<Witness> reporters;   // by organization name
  std::vector<Witness> succeeding;  // of them those whose proofs tell of successful sessions
  // Of what is proof, where any is: what a stranger says of the policy counts for nothing then.
  std::vector<std::string>
      policy_types;  // distinct, in the order tlsa, sts, others, no-policy-found; at most 20
  std::string mode;  // MTA-STS mode of the policy seen last: "enforce", "testing", "none" or ""
  std::vector<std::string> mx_patterns;  // of the MTA-STS policies that proof quotes; at most 20
};

// Lines of one day, by name.
std::vector<LineDay> group_lines(std::span<const Entry> entries);

// The MTA-STS mode that a policy-string says ("mode: enforce"), lower case; "" if it says none.
std::string policy_mode(std::span<const std::string> policy_string);

// The mx lines of a policy-string ("mx: *.example.com"), lower case.
std::vector<std::string> policy_mx(std::span<const std::string> policy_string);

// What a failure of this type means for mail (checks.md has the classes: policy fetching never
// refuses mail by itself, DANE always does). RFC 8461 section 5, RFC 7672 section 2.2.
Effect effect_of(std::string_view policy_type, std::span<const std::string> policy_string,
                 std::string_view result_type);

// The share of the sessions that failed, 0..1; 0 where there are none.
double failed_share(const Sessions& sessions);

// organization-name, without one the reporter's key; empty if the report names neither.
std::string_view name(const Witness& witness);

}  // namespace tlsward
