// Two reports of one identity that say otherwise: one of them counts, and it must not hide what the
// other says of failures. Whoever answers to a report with a clean version of it, or sends one
// before it, would else turn an alarm off. Pure functions.
#pragma once

#include "analyzer/language.h"
#include "schema/reports.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <map>
#include <string>

namespace tlsward {

// What the conflicts of one line and day come to.
struct Contradiction {
  Conflict worst;          // the one whose other side says most more failures than the counted one
  std::int64_t count = 0;  // sides that say more
};

using Contradictions = std::map<Domain, Contradiction>;  // by line

// Adds the conflict, if the side that does not count says more failures than the one that does.
void add(Contradictions& contradictions, const Conflict& conflict);

// For people, printable: both sides, their failures and trust, and how to look at them.
std::string sentence(const Contradiction& contradiction, const Language& language = english());

// docs/json.md.
nlohmann::ordered_json to_json(const Contradiction& contradiction,
                               const Language& language = english());

}  // namespace tlsward
