#include "web/renew_kept.h"

#include "analyzer/gather_problems.h"
#include "web/kept.h"
#include "web/view.h"
#include "web/visit.h"

#include <algorithm>
#include <memory>

namespace tlsward {
namespace {

using std::chrono::days;

constexpr std::chrono::minutes kSoon{15};

void add(Renewal& renewal, std::chrono::milliseconds took) {
  renewal.took += took;
  renewal.keeps_any |= took >= kLongToMake;
}

// Visits of who sees all, each as of its beginning.
class Visitor {
 public:
  explicit Visitor(const DashboardOptions& options)
      : options_(options), store_(open_store_read_only(options.database)) {}

  Visit visit() const {
    return {.options = options_,
            .request = request_,
            .viewer = viewer_,
            .preferences = preferences_,
            .store = *store_,
            .now = options_.now()};
  }

 private:
  const DashboardOptions& options_;
  const std::unique_ptr<Store> store_;
  const Request request_{.path = "/"};
  const Viewer viewer_;
  const Preferences preferences_;
};

// How many days before the last one are made: half of the room is left to what viewers ask for.
// None where that one is made too quickly to be kept.
int days_before(Kept& kept, const Visit& visit) {
  const auto name = visit.day_making(asked_day(visit), english()).name;
  const auto last = kept.days.find(name, visit.now);
  if (!last) return 0;
  ToldDay before = *last;
  before.verdicts.clear();
  const std::size_t room = kept.days.room_for(before) / 2 / languages().size();
  return static_cast<int>(std::min<std::size_t>(kDaysBefore, room));
}

}  // namespace

Renewal renew_kept(const DashboardOptions& options, const std::stop_token& stop) {
  const Visitor visitor(options);
  Renewal renewal;
  for (const Language& language : languages()) {
    if (stop.stop_requested()) return renewal;
    const Visit visit = visitor.visit();
    const auto [name, good_for, make] = visit.day_making(asked_day(visit), language);
    add(renewal, options.kept->days.renew(name, visit.now, make, good_for));
  }
  if (stop.stop_requested()) return renewal;
  const Visit visit = visitor.visit();
  const auto [name, good_for, make] = visit.problems_making(visit.domains());
  add(renewal, options.kept->problems.renew(name, visit.now, make, good_for));
  return renewal;
}

std::optional<std::chrono::milliseconds> renew_day_before(const DashboardOptions& options) {
  const Visitor visitor(options);
  const Visit visit = visitor.visit();
  const int most = days_before(*options.kept, visit);
  for (int back = 1; back <= most; ++back)
    for (const Language& language : languages()) {
      const auto [name, good_for, make] = visit.day_making(asked_day(visit) - days(back), language);
      if (options.kept->days.find(name, visit.now + kSoon)) continue;
      return options.kept->days.renew(name, visit.now, make, good_for, Keep::always);
    }
  return {};
}

}  // namespace tlsward
