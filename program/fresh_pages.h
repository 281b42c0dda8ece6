// When what the first pages are made of is renewed: in time, and never for more than a small part
// of a processor.
#pragma once

#include "web/dashboard.h"

#include <chrono>
#include <stop_token>

namespace tlsward {

// How long to rest behind a renewal that took so long: twenty times that; where all is made
// quickly, and so nothing is kept, for longer.
std::chrono::milliseconds rest_after(std::chrono::milliseconds took);

// Renews (web/renew_kept.h) until it is to stop; at once where all that was kept was forgotten, and
// not where nobody has looked for a week. What the Store throws is logged, and tried again.
void keep_fresh(const DashboardOptions& options, const std::stop_token& stop);

}  // namespace tlsward
