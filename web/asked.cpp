#include "web/asked.h"

#include "analyzer/gather_problems.h"

#include <algorithm>
#include <charconv>
#include <vector>

namespace tlsward {

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number <= 0) return {};
  return number;
}

std::optional<SeenReport> asked_report(const Visit& visit) {
  const auto id = number_of(visit.captures.at(0));
  return id ? find_seen_report(visit, *id) : std::nullopt;
}

std::optional<Problem> asked_problem(const Visit& visit) {
  const auto find = [&](const std::vector<Domain>& domains) -> std::optional<Problem> {
    const auto shared = visit.problems(domains);
    const std::vector<Problem>& problems = shared->problems;
    const auto found = std::ranges::find(problems, visit.captures.at(0), &Problem::id);
    if (found == problems.end() || !visit.viewer.sees(found->key.domain)) return {};
    return *found;
  };
  // As the list that leads to it asks; then of domains that are not configured.
  auto problem = find(visit.viewer.domains.value_or(visit.options.scope.domains));
  if (!problem && visit.viewer.sees_all() && !visit.options.scope.domains.empty())
    problem = find({});
  return problem;
}

std::optional<KeptDelivery> asked_delivery(const Visit& visit) {
  const auto id = number_of(visit.captures.at(0));
  auto kept = id ? visit.store.deliveries().find(*id) : std::nullopt;
  if (!kept || !kept->rejection) return {};
  return kept;
}

bool can_release(const Visit& visit, const KeptDelivery& kept) {
  return visit.options.release && visit.viewer.may_change && is_kept(kept.rejection->reason);
}

}  // namespace tlsward
