// When what the first pages are made of is renewed: in time, and never for more than a small part
// of a processor.
#pragma once

#include "web/dashboard.h"
#include "web/renew_kept.h"

#include <chrono>
#include <stop_token>

namespace tlsward {

inline constexpr std::chrono::seconds kLeastRest{30};

// How long to rest after a renewal: twenty times as long as it took, as far as what is kept is
// still good then, and half a minute at least; where nothing is kept, for ten minutes; never beyond
// the end of the day, when the first pages show another one.
std::chrono::milliseconds rest_after(const Renewal& renewal, Timestamp now);

// Renews (web/renew_kept.h) until it is to stop, the days before in the rests between, with rests
// of their own; after half a minute where all that was kept was forgotten. Nothing where nobody who
// sees all has looked for a week since it began. What the Store throws is logged, and tried again.
// `options.kept` must be there.
void keep_fresh(const DashboardOptions& options, const std::stop_token& stop,
                std::chrono::seconds least_rest = kLeastRest);

}  // namespace tlsward
