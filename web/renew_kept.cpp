#include "web/renew_kept.h"

#include "analyzer/gather_problems.h"
#include "web/kept.h"
#include "web/view.h"
#include "web/visit.h"

namespace tlsward {
namespace {

void add(Renewal& renewal, std::chrono::milliseconds took) {
  renewal.took += took;
  renewal.keeps_any |= took >= kLongToMake;
}

}  // namespace

Renewal renew_kept(const DashboardOptions& options, const std::stop_token& stop) {
  const auto store = open_store_read_only(options.database);
  const Request request{.path = "/"};
  const Viewer all;
  const Preferences preferences;
  const auto visit = [&] {
    return Visit{.options = options,
                 .request = request,
                 .viewer = all,
                 .preferences = preferences,
                 .store = *store,
                 .now = options.now()};
  };
  Renewal renewal;
  for (const Language& language : languages()) {
    if (stop.stop_requested()) return renewal;
    const Visit to_overview = visit();
    const auto [name, make] = to_overview.digest_making(asked_day(to_overview), language);
    add(renewal, options.kept->digests.renew(name, to_overview.now, make));
  }
  if (stop.stop_requested()) return renewal;
  const Visit to_problems = visit();
  const auto [name, make] = to_problems.problems_making(to_problems.domains());
  add(renewal, options.kept->problems.renew(name, to_problems.now, make));
  return renewal;
}

}  // namespace tlsward
