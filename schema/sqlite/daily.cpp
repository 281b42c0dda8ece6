#include "schema/sqlite/daily.h"

#include "schema/counting.h"

#include <map>
#include <string>
#include <vector>

namespace tlsward::sqlite {

namespace {

constexpr std::int64_t kHeadline = 0;  // in place of a result type's id

// A counted entry of one line and day.
struct CountedEntry {
  std::int64_t report = 0;
  std::int64_t n = 0;
  std::string reporter;
  std::string policy_type;
  Sessions sessions;
};

// What goes into one row of sums.
struct Figure {
  std::vector<Counted> counted;
  std::int64_t reports = 0;
  std::int64_t last_report = 0;

  // Reports come one after the other.
  void add(const CountedEntry& entry, const Sessions& sessions) {
    counted.push_back({entry.reporter, entry.policy_type, sessions});
    if (entry.report != last_report) ++reports;
    last_report = entry.report;
  }
};

using Figures = std::map<std::int64_t, Figure>;  // by result type

// In the order of the key: report, n.
std::vector<CountedEntry> counted_entries(Connection& connection, Dimensions& dimensions, Day day,
                                          std::int64_t domain) {
  std::vector<CountedEntry> entries;
  Rows rows = connection.query(
      "SELECT report, n, organization, policy, total_successful_session_count, failed "
      "FROM entry WHERE day = ? AND domain = ? AND counted ORDER BY report, n",
      day, domain);
  while (rows.next()) {
    entries.push_back({.report = rows.integer(0),
                       .n = rows.integer(1),
                       .reporter = dimensions.organization(rows.integer(2)).reporter,
                       .policy_type = dimensions.policy(rows.integer(3)).policy_type,
                       .sessions = {rows.integer(4), rows.integer(5)}});
  }
  return entries;
}

void add_failures(Connection& connection, Day day, std::int64_t domain,
                  const std::vector<CountedEntry>& entries, Figures& figures) {
  auto entry = entries.begin();
  Rows rows = connection.query(
      "SELECT report, n, result_type, failed_session_count FROM failure "
      "WHERE day = ? AND domain = ? ORDER BY report, n, m",
      day, domain);
  while (rows.next()) {
    const std::pair key{rows.integer(0), rows.integer(1)};
    while (entry != entries.end() && std::pair{entry->report, entry->n} < key)
      ++entry;
    if (entry == entries.end()) return;
    if (std::pair{entry->report, entry->n} == key) {
      figures[rows.integer(2)].add(*entry, {0, rows.integer(3)});
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
  const std::vector<CountedEntry> entries = counted_entries(connection_, dimensions_, day, domain);
  Figures figures;
  for (const CountedEntry& entry : entries)
    figures[kHeadline].add(entry, entry.sessions);
  add_failures(connection_, day, domain, entries, figures);
  connection_.run("DELETE FROM daily WHERE day = ? AND domain = ?", day, domain);
  for (const auto& [result_type, figure] : figures) {
    const Sessions sessions = count_sessions(figure.counted);
    connection_.run("INSERT INTO daily VALUES (?, ?, ?, ?, ?, ?)", day, domain, result_type,
                    sessions.successful, sessions.failed, figure.reports);
  }
}

}  // namespace tlsward::sqlite
