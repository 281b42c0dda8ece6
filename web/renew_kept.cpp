#include "web/renew_kept.h"

#include "analyzer/gather_problems.h"
#include "web/kept.h"
#include "web/view.h"
#include "web/visit.h"

namespace tlsward {

void renew_kept(const DashboardOptions& options, const std::stop_token& stop) {
  const auto store = open_store_read_only(options.database);
  const Request request{.path = "/"};
  const Viewer all;
  const auto visit_in = [&](const Preferences& preferences) {
    return Visit{.options = options,
                 .request = request,
                 .viewer = all,
                 .preferences = preferences,
                 .store = *store,
                 .now = options.now(),
                 .is_renewal = true};
  };
  for (const Language& language : languages()) {
    if (stop.stop_requested()) return;
    const Preferences preferences{.language = &language};
    const Visit visit = visit_in(preferences);
    visit.digest(asked_day(visit), language);
  }
  if (stop.stop_requested()) return;
  const Preferences preferences;
  const Visit visit = visit_in(preferences);
  visit.problems(visit.domains());
}

}  // namespace tlsward
