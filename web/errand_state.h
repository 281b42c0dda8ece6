// What became of a command that a page began, as values for templates/part_errand.html.
#pragma once

#include "web/errands.h"
#include "web/visit.h"

#include <nlohmann/json_fwd.hpp>

namespace tlsward {

// {"is_under_way","is_done","fault","output"}: of its words, the last time that they were begun;
// null where they never were. `fault` is what it printed where its exit code is neither 0 nor 3,
// `output` where it is; both printable, null for none.
nlohmann::ordered_json errand_values(const Visit& visit, const ErrandWords& words);

// Whether pages may begin commands for this viewer.
bool can_begin(const Visit& visit);

}  // namespace tlsward
