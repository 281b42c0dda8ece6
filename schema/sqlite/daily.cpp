#include "schema/sqlite/daily.h"

#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tlsward::sqlite {

namespace {

constexpr std::int64_t kHeadline = 0;  // in place of a result type's id

// Rows of entries and failures that are recounted with every commit that touches their line.
constexpr std::size_t kLarge = 500;

// Of which reports the entries are read.
struct Range {
  std::int64_t first = 0;
  std::int64_t last = std::numeric_limits<std::int64_t>::max();
};

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
  std::map<std::pair<std::string, std::string>, Sessions> sums;  // by reporter and policy type
  std::int64_t reports = 0;
  std::int64_t last_report = 0;

  // Reports come one after the other.
  void add(const CountedEntry& entry, const Sessions& sessions) {
    sums[{entry.reporter, entry.policy_type}] += sessions;
    if (entry.report != last_report) ++reports;
    last_report = entry.report;
  }

  Sessions count() const {
    std::vector<Counted> counted;
    for (const auto& [key, sessions] : sums)
      counted.push_back({key.first, key.second, sessions});
    return count_sessions(counted);
  }
};

struct Figures {
  std::map<std::int64_t, Figure> by_result_type;
  std::size_t rows = 0;  // that were read, also of what does not count
};

// Reads the counted entries in the order of the key: report, n.
std::vector<CountedEntry> read_entries(Connection& connection, Dimensions& dimensions,
                                       const Line& line, Range reports, Figures& figures) {
  std::vector<CountedEntry> entries;
  Rows rows = connection.query(
      "SELECT counted, report, n, organization, policy, total_successful_session_count, failed "
      "FROM entry WHERE day = ? AND domain = ? AND report BETWEEN ? AND ? ORDER BY report, n",
      line.day, line.domain, reports.first, reports.last);
  for (; rows.next(); ++figures.rows) {
    if (rows.integer(0) == 0) continue;
    entries.push_back({.report = rows.integer(1),
                       .n = rows.integer(2),
                       .reporter = dimensions.organization(rows.integer(3)).reporter,
                       .policy_type = dimensions.policy(rows.integer(4)).policy_type,
                       .sessions = {rows.integer(5), rows.integer(6)}});
    figures.by_result_type[kHeadline].add(entries.back(), entries.back().sessions);
  }
  return entries;
}

void read_failures(Connection& connection, const Line& line, Range reports,
                   const std::vector<CountedEntry>& entries, Figures& figures) {
  auto entry = entries.begin();
  Rows rows = connection.query(
      "SELECT report, n, result_type, failed_session_count FROM failure "
      "WHERE day = ? AND domain = ? AND report BETWEEN ? AND ? ORDER BY report, n, m",
      line.day, line.domain, reports.first, reports.last);
  for (; rows.next(); ++figures.rows) {
    const std::pair key{rows.integer(0), rows.integer(1)};
    while (entry != entries.end() && std::pair{entry->report, entry->n} < key)
      ++entry;
    if (entry != entries.end() && std::pair{entry->report, entry->n} == key) {
      figures.by_result_type[rows.integer(2)].add(*entry, {0, rows.integer(3)});
    }
  }
}

Figures read_figures(Connection& connection, Dimensions& dimensions, const Line& line,
                     Range reports = {}) {
  Figures figures;
  const auto entries = read_entries(connection, dimensions, line, reports, figures);
  read_failures(connection, line, reports, entries, figures);
  return figures;
}

// A row of daily.
struct Sum {
  Sessions sessions;
  std::int64_t reports = 0;
};

Sum read_sum(Connection& connection, const Line& line, std::int64_t result_type) {
  Rows rows = connection.query(
      "SELECT successful, failed, reports FROM daily "
      "WHERE day = ? AND domain = ? AND result_type = ?",
      line.day, line.domain, result_type);
  if (!rows.next()) return {};
  return {{rows.integer(0), rows.integer(1)}, rows.integer(2)};
}

// Nothing is written of what no report tells.
void write_sum(Connection& connection, const Line& line, std::int64_t result_type, const Sum& sum) {
  if (sum.reports == 0) {
    connection.run("DELETE FROM daily WHERE day = ? AND domain = ? AND result_type = ?", line.day,
                   line.domain, result_type);
  } else {
    connection.run("INSERT OR REPLACE INTO daily VALUES (?, ?, ?, ?, ?, ?)", line.day, line.domain,
                   result_type, sum.sessions.successful, sum.sessions.failed, sum.reports);
  }
}

// Brings one figure of one report into the sums of a large line, or out of them. False as
// PartialSums::change().
bool change_sum(Connection& connection, PartialSums& partial_sums, const Line& line,
                const std::pair<const std::int64_t, Figure>& by, Change change) {
  const auto& [result_type, figure] = by;
  Sum sum = read_sum(connection, line, result_type);
  if (is_saturated(sum.sessions.successful) || is_saturated(sum.sessions.failed)) return false;
  const ReporterFigure mine{line, result_type, figure.sums.begin()->first.first};
  const Sessions before = partial_sums.count(mine);
  for (const auto& [key, sessions] : figure.sums)
    if (!partial_sums.change(mine, key.second, sessions, change)) return false;
  sum.sessions = {sum.sessions.successful - before.successful, sum.sessions.failed - before.failed};
  sum.sessions += partial_sums.count(mine);
  sum.reports += change == Change::add ? figure.reports : -figure.reports;
  write_sum(connection, line, result_type, sum);
  return true;
}

void keep(PartialSums& partial_sums, const Line& line, const Figures& figures) {
  partial_sums.begin(line);
  for (const auto& [result_type, figure] : figures.by_result_type)
    for (const auto& [key, sessions] : figure.sums)
      partial_sums.change({line, result_type, key.first}, key.second, sessions, Change::add);
}

}  // namespace

void Daily::change(const Line& line, std::int64_t report, Change change) {
  if (touched_.contains(line)) return;
  if (partial_sums_.has(line)) {
    const Figures figures = read_figures(connection_, dimensions_, line, {report, report});
    const auto apply = [&](const auto& figure) {
      return change_sum(connection_, partial_sums_, line, figure, change);
    };
    if (std::ranges::all_of(figures.by_result_type, apply)) return;
    partial_sums_.drop(line);
  }
  touched_.insert(line);
}

void Daily::recount() {
  for (const Line& line : touched_)
    recount(line);
  touched_.clear();
}

void Daily::recount(const Line& line) {
  const Figures figures = read_figures(connection_, dimensions_, line);
  connection_.run("DELETE FROM daily WHERE day = ? AND domain = ?", line.day, line.domain);
  for (const auto& [result_type, figure] : figures.by_result_type)
    write_sum(connection_, line, result_type, {figure.count(), figure.reports});
  if (figures.rows > kLarge) keep(partial_sums_, line, figures);
}

}  // namespace tlsward::sqlite
