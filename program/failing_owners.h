// Owners whose digest cannot be made. To find that out may take as long as fifteen digests, for
// which everybody else would wait each time: who fails is looked at less often the longer it lasts.
#pragma once

#include "analyzer/owner_turn.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace tlsward {

// For one thread.
class FailingOwners {
 public:
  // Of no clock that can be set.
  using Time = std::chrono::steady_clock::time_point;

  // Who is not to have a turn yet, by name.
  std::set<std::string> resting(Time now) const;

  // What a run came to in which those were left out who rested at its `begin`: they go on resting;
  // who has a fault rests for as long as a mail that failed so often (wait_after()); all others
  // are well. Returns the faults that are news: not those of the owner's turn before.
  std::vector<OwnerFault> note(const std::vector<OwnerFault>& faults, Time begin, Time now);

 private:
  struct Failing {
    std::string fault;
    std::int64_t times = 0;  // in a row
    Time until;
  };
  std::map<std::string, Failing> failing_;
};

}  // namespace tlsward
