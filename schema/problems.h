// What people decide about problems: which they do not want to be told of, and which are settled.
// The problems themselves are computed from the reports and kept nowhere; they are named by an id
// that is made of what they are (analyzer/problem.h).
#pragma once

#include "schema/timestamp.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tlsward {

namespace sqlite {
class Database;
}

// That a problem is known, and not to be told of for a while.
struct Mute {
  std::string problem;
  Day since;              // when it was muted
  Day until;              // the last day on which it is
  std::string reason;     // as the operator wrote it
  std::int64_t size = 0;  // of the problem when it was muted
};

// That somebody says a problem is over. What failed up to that day is settled.
struct Settlement {
  std::string problem;
  Day day;
};

// For the thread of its Store. Writing goes inside Store::transact().
class Problems {
 public:
  explicit Problems(sqlite::Database& database) : database_(database) {}

  // Takes the place of an earlier one of the problem.
  void mute(const Mute& mute);
  // False if it was not muted.
  bool unmute(const std::string& problem);
  void settle(const Settlement& settlement);

  // Both by problem.
  std::vector<Mute> mutes();
  std::vector<Settlement> settlements();

 private:
  sqlite::Database& database_;
};

}  // namespace tlsward
