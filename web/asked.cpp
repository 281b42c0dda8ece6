#include "web/asked.h"

#include "analyzer/problem_list.h"

#include <charconv>

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
  std::optional<Problem> problem = find_problem(visit.store, visit.captures.at(0), visit.today());
  if (problem && !visit.viewer.sees(problem->key.domain)) return {};
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
