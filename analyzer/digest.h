// A day in one value: what was refused or unprotected, who saw it, what to do, and what we cannot
// see. Text, JSON and pages show this value; none of them asks the database.
#pragma once

#include "analyzer/grouping.h"
#include "analyzer/verdict.h"
#include "schema/reports.h"
#include "schema/store.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <vector>

namespace tlsward {

struct DigestProblem {
  FailureGroup group;
  Verdict verdict = Verdict::watch;
  double share = 0;  // of the line's sessions, 0..1
  std::optional<Day>
      since;  // first of the days in a row, up to this one, on which it was seen (14 back)
  std::string sentence;  // the remedy's
  std::string action;    // the remedy's first step
};

struct DigestDomain {
  Domain domain;
  Verdict verdict = Verdict::blind;
  Sessions sessions;
  std::size_t reporters = 0;
  std::vector<std::string> policy_types;
  std::string mode;
  std::vector<double>
      week;  // share that failed on each of the 7 days up to this one; -1 = no report
  std::vector<DigestProblem> problems;
};

// Something that the day's figures do not show.
struct BlindSpot {
  std::string kind;      // "silent-reporter", "late", "quarantined", "conflict", "deviations",
                         // "unauthenticated", "no-reports", "long-range"
  std::string sentence;  // for people, printable
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

// The digest of one UTC day. `domains` narrows it to these lines and those below; with none it is
// about every line that has a report on the day or had one in the 14 days before. Repeatable for
// any past day; throws what the Store throws.
Digest make_digest(Store& store, Day day, const std::vector<Domain>& domains);

// {"schema":1,"day","verdict","domains":[...],"blind_spots":[...]}; docs/json.md.
nlohmann::ordered_json to_json(const Digest& digest);

}  // namespace tlsward
