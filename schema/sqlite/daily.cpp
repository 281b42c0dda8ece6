#include "schema/sqlite/daily.h"

#include "schema/counting.h"

#include <map>
#include <string>
#include <vector>

namespace tlsward::sqlite {

namespace {

constexpr std::int64_t kHeadline = 0;  // in place of a result type's id

// A counted policy entry of one line and day.
struct CountedPolicy {
  std::int64_t report = 0;
  std::int64_t n = 0;
  std::string reporter;
  std::string policy_type;
  Sessions sessions;
};

// What goes into one row of sums.
struct Figure {
  std::vector<Counted> entries;
  std::int64_t reports = 0;
  std::int64_t last_report = 0;

  // Reports come one after the other.
  void add(const CountedPolicy& policy, const Sessions& sessions) {
    entries.push_back({policy.reporter, policy.policy_type, sessions});
    if (policy.report != last_report) ++reports;
    last_report = policy.report;
  }
};

using Figures = std::map<std::int64_t, Figure>;  // by result type

// In the order of the key: report, n.
std::vector<CountedPolicy> counted_policies(Connection& connection, Dimensions& dimensions, Day day,
                                            std::int64_t domain) {
  std::vector<CountedPolicy> policies;
  Rows rows = connection.query(
      "SELECT report, n, organization, policy_type, total_successful_session_count, failed "
      "FROM policy WHERE day = ? AND domain = ? AND counted ORDER BY report, n",
      day, domain);
  while (rows.next()) {
    policies.push_back({.report = rows.integer(0),
                        .n = rows.integer(1),
                        .reporter = dimensions.organization(rows.integer(2)).reporter,
                        .policy_type = dimensions.text(rows.integer(3)),
                        .sessions = {rows.integer(4), rows.integer(5)}});
  }
  return policies;
}

void add_failures(Connection& connection, Day day, std::int64_t domain,
                  const std::vector<CountedPolicy>& policies, Figures& figures) {
  auto policy = policies.begin();
  Rows rows = connection.query(
      "SELECT report, n, result_type, failed_session_count FROM failure "
      "WHERE day = ? AND domain = ? ORDER BY report, n, m",
      day, domain);
  while (rows.next()) {
    const std::pair key{rows.integer(0), rows.integer(1)};
    while (policy != policies.end() && std::pair{policy->report, policy->n} < key)
      ++policy;
    if (policy == policies.end()) return;
    if (std::pair{policy->report, policy->n} == key) {
      figures[rows.integer(2)].add(*policy, {0, rows.integer(3)});
    }
  }
}

}  // namespace

void Daily::recount() {
  for (const auto& [day, domain] : touched_)
    recount(day, domain);
  touched_.clear();
}

void Daily::recount(Day day, std::int64_t domain) {
  const std::vector<CountedPolicy> policies =
      counted_policies(connection_, dimensions_, day, domain);
  Figures figures;
  for (const CountedPolicy& policy : policies)
    figures[kHeadline].add(policy, policy.sessions);
  add_failures(connection_, day, domain, policies, figures);
  connection_.run("DELETE FROM daily WHERE day = ? AND domain = ?", day, domain);
  for (const auto& [result_type, figure] : figures) {
    const Sessions sessions = count_sessions(figure.entries);
    connection_.run("INSERT INTO daily VALUES (?, ?, ?, ?, ?, ?)", day, domain, result_type,
                    sessions.successful, sessions.failed, figure.reports);
  }
}

}  // namespace tlsward::sqlite
