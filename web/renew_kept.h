// What pages tell of the days of all domains, and their list of problems, take seconds among a
// million reports: they are made anew beside the pages, so that nobody who looks waits for them.
#pragma once

#include "web/dashboard.h"

#include <chrono>
#include <optional>
#include <stop_token>

namespace tlsward {

// How many days before the last one are made: a month, to which the first page's chart leads.
inline constexpr int kDaysBefore = 30;

struct Renewal {
  std::chrono::milliseconds took{0};  // of all together
  bool keeps_any = false;             // whether any of it took so long that it is kept
};

// Makes anew what the first pages show to who sees all, in each language, and keeps it where it
// took long (options.kept, which must be there). Ends early if it is to stop. Throws what the Store
// throws.
Renewal renew_kept(const DashboardOptions& options, const std::stop_token& stop);

// Makes anew, in one language, the newest of the days before that is not kept, or soon will not be;
// of days of very many domains only as many as there is room for. How long it took; absent where
// all are kept, or where the last day is made too quickly to be kept. Throws what the Store throws.
std::optional<std::chrono::milliseconds> renew_day_before(const DashboardOptions& options);

}  // namespace tlsward
