#include "schema/sqlite/running_totals.h"

#include "schema/counting.h"
#include "schema/totals.h"

#include <algorithm>

namespace tlsward::sqlite {

void RunningTotals::count_delivery(const Delivery& delivery, Outcome outcome,
                                   std::string_view reason) {
  ++open_.deliveries[{delivery.channel, delivery.trust, outcome, std::string(reason)}];
}

void RunningTotals::count_sessions(std::int64_t report, const std::vector<Policy>& policies,
                                   const std::vector<PolicyLine>& lines,
                                   const std::vector<std::int64_t>& domains) {
  for (std::size_t n = 0; n < policies.size(); ++n) {
    if (!lines[n].ours) continue;
    Told& told = open_.sessions[{domains[n], known_policy_type(policies[n].policy_type)}];
    told.sessions += sessions_of(policies[n]);
    told.last_report = std::max(told.last_report, report);
    for (const FailureDetail& detail : policies[n].failure_details) {
      std::int64_t& failed = open_.failures[{domains[n], known_result_type(detail.result_type)}];
      failed = add_saturating(failed, detail.failed_session_count.value_or(0));
    }
  }
}

void RunningTotals::keep() {
  for (const auto& [key, told] : open_.sessions) {
    Told& sum = kept_.sessions[key];
    sum.sessions += told.sessions;
    sum.last_report = std::max(sum.last_report, told.last_report);
  }
  for (const auto& [key, failed] : open_.failures) {
    std::int64_t& sum = kept_.failures[key];
    sum = add_saturating(sum, failed);
  }
  for (const auto& [key, count] : open_.deliveries)
    kept_.deliveries[key] += count;
  open_ = {};
}

void RunningTotals::write() {
  keep();
  for (const auto& [key, told] : kept_.sessions)
    connection_.run(
        "INSERT INTO session_total VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
        "successful = successful + excluded.successful, failed = failed + excluded.failed, "
        "last_report = max(last_report, excluded.last_report)",
        key.first, std::string(key.second), told.sessions.successful, told.sessions.failed,
        told.last_report);
  for (const auto& [key, failed] : kept_.failures)
    connection_.run(
        "INSERT INTO failure_total VALUES (?, ?, ?) "
        "ON CONFLICT DO UPDATE SET failed = failed + excluded.failed",
        key.first, std::string(key.second), failed);
  for (const auto& [key, count] : kept_.deliveries) {
    const auto& [channel, trust, outcome, reason] = key;
    connection_.run(
        "INSERT INTO delivery_total VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET count = count + excluded.count",
        channel, static_cast<std::int64_t>(trust), static_cast<std::int64_t>(outcome), reason,
        count);
  }
  kept_ = {};
}

void RunningTotals::forget() {
  open_ = {};
  kept_ = {};
}

}  // namespace tlsward::sqlite
