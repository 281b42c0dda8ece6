// A day in one value: what was refused or unprotected, who saw it, what to do, and what we cannot
// see. Text, JSON and pages show this value; none of them asks the database.
#pragma once

#include "analyzer/blind_spots.h"
#include "analyzer/diagnose.h"
#include "analyzer/grouping.h"
#include "analyzer/verdict.h"
#include "schema/reports.h"
#include "schema/store.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tlsward {

// Everything in words (sentence, effect, action, commands) is printable.
struct DigestProblem {
  FailureGroup group;
  Verdict verdict = Verdict::watch;
  double share = 0;                   // of the line's sessions, 0..1
  Day since;                          // first of the report days in a row, up to this one, on which
                                      // it was seen (14 back)
  std::string sentence;               // the remedy's
  std::string effect;                 // what it means for mail
  std::string action;                 // the remedy's first step
  std::vector<std::string> commands;  // of that step, as typed
  Diagnosis diagnosis;                // whose side it is on
};

struct DigestDomain {
  Domain domain;
  Verdict verdict = Verdict::blind;
  Sessions sessions;
  std::vector<Witness> reporters;  // empty: no report on this day
  std::vector<std::string> policy_types;
  std::string mode;
  std::vector<double>
      week;  // share that failed on each of the 7 days up to this one; -1 = no report
  bool report_was_due = false;    // somebody who reports daily did not
  bool failures_unknown = false;  // a report does not say how many sessions failed
  std::vector<DigestProblem> problems;
  std::optional<Contradiction> contradiction;
};

struct Digest {
  Day day;
  Verdict verdict = Verdict::blind;
  std::vector<DigestDomain> domains;  // the worst first, then by name
  std::vector<BlindSpot> blind_spots;
  Sessions sessions;
  std::int64_t reports = 0;
  std::size_t reporters = 0;
};

// Whose digest it is. With nothing in it, everybody's: every line that has a report on the day or
// had one in the 14 days before.
struct DigestScope {
  std::vector<Domain> domains;   // these lines and those below; each has a line even if nobody ever
                                 // reported
  std::vector<Domain> mx_hosts;  // theirs, also elsewhere: with DANE reports are about the host.
                                 // One of which no report is has no line: it need not use DANE.
};

// The digest of one UTC day. Asks no more queries for many domains than for one. Repeatable for any
// past day; throws what the Store throws.
Digest make_digest(Store& store, Day day, const DigestScope& scope);

// {"schema":1,"day","verdict","domains":[...],"blind_spots":[...]}; docs/json.md.
nlohmann::ordered_json to_json(const Digest& digest);

}  // namespace tlsward
