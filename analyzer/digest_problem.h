// From the failures of a day and the causes that last to a digest's problems. Pure functions.
#pragma once

#include "analyzer/digest.h"
#include "analyzer/history.h"
#include "analyzer/lasting_cause.h"

#include <span>
#include <vector>

namespace tlsward {

// What a problem is made of; all is lent.
struct ProblemFacts {
  Day day;
  const FailureGroup* group = nullptr;       // null: nothing failed on the day
  const LastingCause* cause = nullptr;       // null: no room for it among what lasts
  const LineDay* line = nullptr;             // null: nobody reported about the line on the day
  std::span<const Witness> alike;            // of its kind at the same host, told otherwise
  std::span<const Witness> against;          // who would have met it, and did not
  std::span<const std::string> established;  // reporters of the line for some days before
  const LineHistory* history = nullptr;
  std::span<const std::string> receiving_ips;  // where anything failed at its host, in all the time
  std::span<const Domain> mx_hosts;            // configured
  const VerdictRules* rules = nullptr;         // never null
  const KeptLook* look = nullptr;              // at the domain; null: there is none
  std::span<const CertificateSighting> certificates;  // that looks saw at its host
};

// One of `group` and `cause` at least is there.
DigestProblem make_problem(const ProblemFacts& facts, const Language& language);

// Of two problems of a domain, whether they may be one: of the same type at the same host.
bool are_alike(const FailureGroup& one, const FailureGroup& other);

// The order in which people are told: the gravest first, of these what is news, grows, stays,
// shrinks, and of these the most failures.
bool is_told_before(const DigestProblem& one, const DigestProblem& other);

// Of each of the seven days the share of the line's sessions that failed; -1 without reports.
std::array<double, kWeek> week_of(const LineHistory& history, Day day);

}  // namespace tlsward
