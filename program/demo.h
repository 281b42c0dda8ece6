// Made-up reports of 30 days for 4 domains, the same for every seed: an incident that began, one
// that ended, and a reporter that fell silent. What `tlsward demo` shows to somebody who has no
// reports yet.
#pragma once

#include "schema/store.h"
#include "schema/timestamp.h"

#include <cstdint>

namespace tlsward {

// Puts the reports of the 30 days up to `last_day` through the one door into a grouped Store, and
// commits.
void make_demo_reports(Store& store, Day last_day, std::uint32_t seed);

}  // namespace tlsward
