// What pages tell of a day: a small part of its digest, in words where that is shorter, so that
// many days can be kept (web/kept.h) where each takes long to make.
#pragma once

#include "analyzer/digest.h"

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tlsward {

// A digest's problem as the first page tells it, in the digest's language.
struct ToldProblem {
  std::string domain;
  std::string sentence;
  std::string state;  // "" of one that is news
  std::string since;
  std::string effect;
  std::string seen_by;
  std::string path;  // of the page about it
  Verdict verdict = Verdict::watch;
};

// A line of a digest.
struct ToldDomain {
  Domain domain;
  Verdict verdict = Verdict::blind;
  std::optional<Sessions> sessions;    // absent: no report
  std::optional<double> failed_share;  // of the sessions; absent where it is not known
  std::size_t reporters = 0;
  std::array<double, kWeek> week{};  // DigestDomain::week
  std::string failed;                // failed_of(), in the digest's language, and so are the others
  std::string rate;
  std::string policies;
  std::string policies_in_english;  // as data has them
};

struct ToldDay {
  Timestamp made;  // when it was told
  Verdict verdict = Verdict::blind;
  std::string summary;
  std::string command;                // that shows the digest of all domains
  std::string text;                   // digest_text()
  std::vector<ToldDomain> domains;    // in the digest's order
  std::vector<ToldProblem> problems;  // the gravest five
  std::size_t all_problems = 0;
  // Of all of them, by the ids of `tlsward problems`: half of the memory, and asked of the last
  // day.
  std::map<std::string, Verdict> verdicts;
  std::vector<BlindSpot> blind_spots;
  Sessions sessions;
  std::string failed;               // failed_in_all()
  std::optional<std::string> rate;  // absent where it cannot be told
  std::int64_t reports = 0;
  std::size_t reporters = 0;
  std::optional<Timestamp> last_received;
};

ToldDay tell_day(const Digest& digest, Timestamp now);

// About how much memory it takes.
std::size_t bytes_of(const ToldDay& told);

}  // namespace tlsward
