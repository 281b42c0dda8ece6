// The overview of all domains and their list of problems take seconds among a million reports: they
// are made anew beside the pages, so that nobody who looks waits for them.
#pragma once

#include "web/dashboard.h"

#include <chrono>
#include <stop_token>

namespace tlsward {

struct Renewal {
  std::chrono::milliseconds took{0};  // of all together
  bool keeps_any = false;             // whether any of it took so long that it is kept
};

// Makes anew what the first pages show to who sees all, in each language, and keeps it where it
// took long (options.kept, which must be there). Ends early if it is to stop. Throws what the Store
// throws.
Renewal renew_kept(const DashboardOptions& options, const std::stop_token& stop);

}  // namespace tlsward
