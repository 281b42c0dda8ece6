#include "web/seen_report.h"

#include "schema/counting.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace tlsward {
namespace {

bool sees(const Visit& visit, const Policy& policy, const PolicyLine& line) {
  return visit.viewer.sees(line.domain) || visit.viewer.sees(policy.policy_domain);
}

// The sessions of the report's lines, each line counted by itself.
Sessions sessions_of(const StoredReport& stored) {
  const std::string reporter = reporter_key(stored.report);
  std::map<Domain, std::vector<Counted>> lines;
  for (std::size_t n = 0; n < stored.lines.size(); ++n) {
    const Policy& policy = stored.report.policies[n];
    lines[stored.lines[n].domain].push_back({reporter, policy.policy_type, sessions_of(policy)});
  }
  Sessions sum;
  for (const auto& [domain, counted] : lines)
    sum += count_sessions(counted);
  return sum;
}

bool is_unknown(const Policy& policy) {
  return failures_of(policy) == 0 && !policy.summary.total_failure_session_count;
}

}  // namespace

std::optional<SeenReport> find_seen_report(const Visit& visit, std::int64_t id) {
  auto stored = visit.store.reports().find(id);
  if (!stored) return {};
  if (visit.viewer.sees_all()) return SeenReport{std::move(*stored), true};
  std::vector<Policy> policies;
  std::vector<PolicyLine> lines;
  for (std::size_t n = 0; n < stored->lines.size(); ++n) {
    Policy& policy = stored->report.policies[n];
    if (!sees(visit, policy, stored->lines[n])) continue;
    policies.push_back(std::move(policy));
    lines.push_back(stored->lines[n]);
  }
  if (policies.empty()) return {};
  const bool is_whole = policies.size() == stored->report.policies.size();
  stored->report.policies = std::move(policies);
  stored->lines = std::move(lines);
  return SeenReport{std::move(*stored), is_whole};
}

std::optional<ReportRow> seen_row(const Visit& visit, ReportRow row) {
  const auto is_seen = [&](const Domain& domain) { return visit.viewer.sees(domain); };
  if (visit.viewer.sees_all() || std::ranges::all_of(row.policy_domains, is_seen)) return row;
  const auto seen = find_seen_report(visit, row.id);
  if (!seen) return {};
  row.deviations = 0;  // they may be in what is said of others
  row.policy_domains.clear();
  for (const Policy& policy : seen->stored.report.policies)
    if (std::ranges::find(row.policy_domains, policy.policy_domain) == row.policy_domains.end())
      row.policy_domains.push_back(policy.policy_domain);
  row.sessions = sessions_of(seen->stored);
  row.failures_unknown = std::ranges::any_of(seen->stored.report.policies, is_unknown);
  return row;
}

}  // namespace tlsward
