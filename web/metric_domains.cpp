#include "web/metric_domains.h"

#include "web/prometheus_text.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace tlsward {

namespace {

// What a series costs beside its domain: names, other labels, value.
constexpr std::size_t kSessionBytes = 120;
constexpr std::size_t kFailureBytes = 100;
constexpr std::size_t kLastReportBytes = 80;

std::size_t text_bytes(const DomainMetrics& metrics) {
  const std::size_t label = escaped_label(metrics.domain).size();
  return 2 * metrics.sessions.size() * (kSessionBytes + label) +
         metrics.failures.size() * (kFailureBytes + label) + kLastReportBytes + label;
}

void add(DomainMetrics& sum, const DomainMetrics& part) {
  for (const auto& [type, sessions] : part.sessions)
    sum.sessions[type] += sessions;
  for (const auto& [type, failed] : part.failures)
    sum.failures[type] = add_saturating(sum.failures[type], failed);
  sum.last_received = std::max(sum.last_received, part.last_received);
}

std::vector<DomainMetrics> gather(const Totals& totals, std::vector<Domain> configured) {
  std::ranges::sort(configured);
  std::unordered_map<std::string, DomainMetrics> by_label;
  const auto entry = [&](const std::string& line) -> DomainMetrics& {
    const std::string label = configured.empty() ? line : label_of(line, configured);
    DomainMetrics& metrics = by_label[label];
    metrics.domain = label;
    return metrics;
  };
  for (const SessionTotal& total : totals.sessions) {
    DomainMetrics& metrics = entry(total.domain);
    metrics.sessions[total.policy_type] += Sessions{total.successful, total.failed};
    metrics.last_received = std::max(metrics.last_received, std::optional(total.last_received));
  }
  for (const FailureTotal& total : totals.failures) {
    std::int64_t& failed = entry(total.domain).failures[total.result_type];
    failed = add_saturating(failed, total.failed);
  }
  std::vector<DomainMetrics> all;
  for (auto& [label, metrics] : by_label)
    all.push_back(std::move(metrics));
  return all;
}

}  // namespace

Sessions DomainMetrics::all() const {
  Sessions sum;
  for (const auto& [type, of_type] : sessions)
    sum += of_type;
  return sum;
}

std::string label_of(std::string_view line, const std::vector<Domain>& sorted_configured) {
  for (std::string_view name = line;;) {
    const auto found = std::ranges::lower_bound(
        sorted_configured, name, {},
        [](const Domain& domain) -> std::string_view { return domain.text(); });
    if (found != sorted_configured.end() && found->text() == name) return found->text();
    const std::size_t dot = name.find('.');
    if (dot == std::string_view::npos) return std::string(kOther);
    name.remove_prefix(dot + 1);
  }
}

DomainChoice choose_domains(const Totals& totals, const std::vector<Domain>& configured,
                            const DomainRoom& room) {
  std::vector<DomainMetrics> all = gather(totals, configured);
  std::ranges::sort(all, [](const DomainMetrics& one, const DomainMetrics& other) {
    const std::int64_t of_one = one.all().total();
    const std::int64_t of_other = other.all().total();
    return of_one != of_other ? of_one > of_other : one.domain < other.domain;
  });
  DomainChoice choice;
  DomainMetrics rest{.domain = std::string(kOther)};
  std::size_t bytes = 0;
  for (DomainMetrics& metrics : all) {
    bytes += text_bytes(metrics);
    const bool has_room =
        bytes <= room.bytes && (!configured.empty() || choice.shown.size() < room.unconfigured);
    if (has_room && metrics.domain != kOther) {
      choice.shown.push_back(std::move(metrics));
    } else {
      if (metrics.domain != kOther) ++choice.domains_in_other;
      add(rest, metrics);
    }
  }
  if (!rest.sessions.empty() || !rest.failures.empty()) choice.shown.push_back(std::move(rest));
  return choice;
}

}  // namespace tlsward
