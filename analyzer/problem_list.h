// Problems as people and programs read them: `tlsward problems`, from a Store to the text to print.
#pragma once

#include "analyzer/gather_problems.h"
#include "analyzer/list_output.h"
#include "analyzer/live_view.h"
#include "schema/reports.h"
#include "schema/store.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>

namespace tlsward {

struct ProblemListing {
  std::string text;
  bool open = false;  // one of them is open and not muted
};

// The problems as they stand at the end of the day (read_problems()) that failed on the filter's
// first day or later; without `all` only the open ones. limit does not count.
ProblemList find_problems(Store& store, const Filter& filter, Day day, bool all);

// A row as programs get it: {"id","state",...}; docs/json.md.
nlohmann::ordered_json to_json(const Problem& problem);

// These problems, at most filter.limit of them.
ProblemListing list_problems(Store& store, const Filter& filter, Day day, bool all,
                             const OutputOptions& output);

// Absent if none was seen in the kHistoryDays up to the day.
std::optional<Problem> find_problem(Store& store, const std::string& id, Day day);

// What our own look tells of it; absent where nobody looked lately. Throws what the Store throws.
std::optional<LiveView> view_of(Store& store, const Problem& problem, Timestamp now);

// Everything about one problem; of the formats, those for people or JSON.
std::string show_problem(const Problem& problem, const std::optional<LiveView>& view,
                         const OutputOptions& output);

}  // namespace tlsward
