#include "schema/sqlite/running_totals.h"

#include "schema/counting.h"
#include "schema/totals.h"

#include <map>
#include <string_view>
#include <utility>

namespace tlsward::sqlite {

void count_delivery(Database& database, const Delivery& delivery, Outcome outcome,
                    const std::string& reason) {
  database.run(
      "INSERT INTO delivery_total VALUES (?, ?, ?, ?, 1) "
      "ON CONFLICT DO UPDATE SET count = count + 1",
      delivery.channel, static_cast<std::int64_t>(delivery.trust),
      static_cast<std::int64_t>(outcome), reason);
}

void count_sessions(Database& database, std::int64_t report, const std::vector<Policy>& policies,
                    const std::vector<PolicyLine>& lines,
                    const std::vector<std::int64_t>& domains) {
  using Key = std::pair<std::int64_t, std::string_view>;
  std::map<Key, Sessions> by_policy_type;
  std::map<Key, std::int64_t> by_result_type;
  for (std::size_t n = 0; n < policies.size(); ++n) {
    if (!lines[n].ours) continue;
    by_policy_type[{domains[n], known_policy_type(policies[n].policy_type)}] +=
        sessions_of(policies[n]);
    for (const FailureDetail& detail : policies[n].failure_details) {
      std::int64_t& failed = by_result_type[{domains[n], known_result_type(detail.result_type)}];
      failed = add_saturating(failed, detail.failed_session_count.value_or(0));
    }
  }
  for (const auto& [key, sessions] : by_policy_type)
    database.run(
        "INSERT INTO session_total VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
        "successful = successful + excluded.successful, failed = failed + excluded.failed, "
        "last_report = max(last_report, excluded.last_report)",
        key.first, std::string(key.second), sessions.successful, sessions.failed, report);
  for (const auto& [key, failed] : by_result_type)
    database.run(
        "INSERT INTO failure_total VALUES (?, ?, ?) "
        "ON CONFLICT DO UPDATE SET failed = failed + excluded.failed",
        key.first, std::string(key.second), failed);
}

}  // namespace tlsward::sqlite
