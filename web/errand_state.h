// Commands that a page begins: whether it may, and what became of one, as values for templates/
// part_errand.html.
#pragma once

#include "web/errands.h"
#include "web/response.h"
#include "web/visit.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace tlsward {

// {"is_under_way","is_done","found","fault","output","ended"}: of this name, the last time that it
// was begun; null where it never was. `is_done` with exit code 0, `found` with 3 (it ran to its
// end, and found problems), `fault` in words with any other; `output` is what it printed,
// printable. Null for none.
nlohmann::ordered_json errand_values(const Visit& visit, const std::string& name);

// Whether one of such values runs.
bool is_under_way(const nlohmann::ordered_json& errand);

// Whether pages may begin commands for this viewer.
bool can_begin(const Visit& visit);

// Begins it for the viewer, and leads to the target, a path with its query and fragment; or says
// that it is none of theirs, or that too much runs.
Response begin_errand(const Visit& visit, const std::string& name, const ErrandWords& words,
                      const std::string& target);

}  // namespace tlsward
