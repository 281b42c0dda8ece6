// Problems of one cause at one host, put together as people are told of them, and what became of
// them since these were told last. Pure functions of the problems.
#pragma once

#include "analyzer/gather_problems.h"

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tlsward {

struct LastingCause {
  CauseKey key;
  std::vector<std::string> ids;           // of the problems, the most urgent first
  std::vector<ProblemWitness> witnesses;  // no session twice that is told under several policies
  std::vector<std::string> receiving_ips;
  Effect effect = Effect::delivered;  // the worst on all days
  Day first_seen;
  Day last_seen;
  ProblemState state = ProblemState::opened;  // since the day told: opened and came_back are news
  Day since;                                  // the first day of its last episode
  std::optional<Day> resolved;
  bool is_settled = false;       // over by somebody's word, whatever the day's reports say
  bool is_fixed_now = false;     // it is over, and was not on the day told
  std::optional<Mute> mute;      // if all that is open of it is muted
  std::optional<Day> outgrown;   // until when some of it would be muted, had it not grown tenfold
  bool changed_by_late = false;  // without what came late of earlier days, it would not be open
};

// Between which days causes are compared.
struct Compared {
  Day day;
  Day told;  // the last day that the digest before told of
};

// As they stand at the end of the day. `problems` are in the order of read_problems(); `late` is
// what came of days up to the one told since that digest was made.
std::map<CauseKey, LastingCause> lasting_causes(std::vector<Problem> problems,
                                                const Compared& compared,
                                                std::span<const Arrival> late);

// How many of the report days in a row, up to the day, it was seen on by those who count; 0 if not
// on the day.
std::size_t days_in_a_row(const LastingCause& cause, Day day);

// Whether the last word of all who count for its life, and saw it in its last episode, is that it
// fails.
bool is_unanswered(const LastingCause& cause);

}  // namespace tlsward
