// A problem: failures of one cause that last, over days and reporters. What it is, since when, and
// whether it is over. Pure functions of what was reported up to a day, so that any past day can be
// asked about; tested by tables with days as columns.
#pragma once

#include "analyzer/grouping.h"
#include "analyzer/problem_key.h"
#include "schema/identity.h"
#include "schema/problems.h"
#include "schema/timestamp.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// How a problem is named, 10 hexadecimal digits: a hash with the database's key, for strangers
// choose what is hashed and must not be able to choose a name that is muted.
std::string problem_id(const ProblemKey& key, const HashKey& hash_key);

// A day on which somebody reported about the line, and how many sessions failed of the problem.
struct ReportDay {
  Day day;
  std::int64_t failed = 0;

  bool operator==(const ReportDay&) const = default;
};

// Who saw the problem. A reporter whose reports are partly unauthenticated is two: what anybody may
// have written in its name stands apart.
struct ProblemWitness {
  Witness who;
  std::vector<ReportDay> days;  // ascending: all its reports about the line, also without failures
};

enum class ProblemState {
  opened,     // seen on one report day
  came_back,  // likewise, after it was resolved
  growing,    // since the day told at least twice the mean of up to 7 report days before, and 5
              // more
  ongoing,
  shrinking,  // at most half of that mean
  resolved,   // everybody who saw it has sent two reports since without it, or somebody settled it
};

// "opened", "came-back", "growing", "ongoing", "shrinking", "resolved".
std::string_view name(ProblemState state);

// How a problem stands at the end of a day.
struct ProblemLife {
  ProblemState state = ProblemState::opened;
  Day since;                    // the first day of its last episode
  std::optional<Day> resolved;  // when it was over; absent for one that is open
  std::int64_t episodes = 0;    // how often it began
};

// The witnesses' days are up to the day that is asked about, one of them with failures. Where one
// is better than unauthenticated, only those count: strangers neither open what is over nor end
// what is not. Who saw it and sent nothing for 14 days is not waited for if another one is clear.
// What failed up to the day `settled` is over. Growth is measured by the mean of the report days
// behind `told`; without it, by the last one.
ProblemLife life_of(std::span<const ProblemWitness> witnesses,
                    std::optional<Day> settled = std::nullopt,
                    std::optional<Day> told = std::nullopt);

// The sessions that failed in the 7 days up to the day, as those tell who count for its life.
std::int64_t size_of(std::span<const ProblemWitness> witnesses, Day day);

// By day: the reports of all who saw it, and what failed by all accounts together.
std::vector<ReportDay> days_of(std::span<const ProblemWitness> witnesses);

// Whether the problem, of this size on the day, is muted: until its date, or it grew tenfold.
bool is_muted(const Mute& mute, std::int64_t size, Day day);

}  // namespace tlsward
