#include "collector/conflict.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace tlsward {
namespace {

constexpr std::ptrdiff_t kMaxSides = 64;

}  // namespace

std::optional<Rejection> conflict_with(const std::vector<Known>& known) {
  if (known.empty()) return {};
  return Rejection{
      Reason::conflict,
      fmt::format("report {} has the same identity but says otherwise", known.front().id)};
}

bool has_too_many_sides(const std::vector<Known>& known, Trust trust) {
  return std::ranges::count_if(known, [&](const Known& side) { return side.trust >= trust; }) >=
         kMaxSides;
}

const Known* counting_one(const std::vector<Known>& known) {
  const auto found = std::ranges::find(known, true, &Known::counted);
  return found != known.end() ? &*found : nullptr;
}

bool counts_rather(const Known& challenger, const Known* counting, Trust counts_from) {
  const auto rank = [](const Known& known) {
    return std::tuple(known.trust, known.entries, -known.id);
  };
  if (challenger.trust < counts_from) return false;
  return counting == nullptr || rank(challenger) > rank(*counting);
}

void weigh(Reports& reports, const Known& challenger, const Known* counting, Trust counts_from) {
  if (!counts_rather(challenger, counting, counts_from)) return;
  if (counting != nullptr) reports.set_counted(counting->id, false);
  reports.set_counted(challenger.id, true);
}

void raise_trust(Reports& reports, const std::vector<Known>& known, Known side,
                 const Believed& believed, Trust counts_from) {
  if (believed.trust <= side.trust) return;
  reports.raise_trust(side.id, believed.trust, believed.evidence);
  side.trust = believed.trust;
  if (!side.counted) weigh(reports, side, counting_one(known), counts_from);
}

void raise_trust(Reports& reports, std::int64_t report, const Believed& believed,
                 Trust counts_from) {
  const std::vector<Known> known = reports.find_known(report);
  const auto side = std::ranges::find(known, report, &Known::id);
  if (side != known.end()) raise_trust(reports, known, *side, believed, counts_from);
}

}  // namespace tlsward
