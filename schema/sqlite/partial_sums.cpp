#include "schema/sqlite/partial_sums.h"

#include <vector>

namespace tlsward::sqlite {

bool PartialSums::has(const Line& line) {
  return connection_
      .query("SELECT 1 FROM large_line WHERE day = ? AND domain = ?", line.day, line.domain)
      .next();
}

void PartialSums::begin(const Line& line) {
  drop(line);
  connection_.run("INSERT INTO large_line VALUES (?, ?)", line.day, line.domain);
}

void PartialSums::drop(const Line& line) {
  connection_.run("DELETE FROM large_line WHERE day = ? AND domain = ?", line.day, line.domain);
  connection_.run("DELETE FROM partial_sum WHERE day = ? AND domain = ?", line.day, line.domain);
}

// A reporter may make up any number of policy types. Of all but no-policy-found the largest counts,
// for each figure on its own, and it is among the two largest of all: these rows give what all
// would.
Sessions PartialSums::count(const ReporterFigure& figure) {
  Rows rows = connection_.query(
      "WITH mine AS NOT MATERIALIZED (SELECT * FROM partial_sum "
      "WHERE day = ? AND domain = ? AND result_type = ? AND reporter = ?) "
      "SELECT policy_type, successful, failed FROM mine "
      "WHERE policy_type = (SELECT id FROM text WHERE text = 'no-policy-found') "
      "UNION SELECT * FROM (SELECT policy_type, successful, failed FROM mine "
      "ORDER BY successful DESC LIMIT 2) "
      "UNION SELECT * FROM (SELECT policy_type, successful, failed FROM mine "
      "ORDER BY failed DESC LIMIT 2)",
      figure.line.day, figure.line.domain, figure.result_type,
      dimensions_.text_id(figure.reporter));
  std::vector<std::string> policy_types;
  std::vector<Sessions> sums;
  while (rows.next()) {
    policy_types.push_back(dimensions_.text(rows.integer(0)));
    sums.push_back({rows.integer(1), rows.integer(2)});
  }
  std::vector<Counted> counted;
  for (std::size_t i = 0; i < sums.size(); ++i)
    counted.push_back({figure.reporter, policy_types[i], sums[i]});
  return count_sessions(counted);
}

bool PartialSums::change(const ReporterFigure& figure, const std::string& policy_type,
                         const Sessions& sessions, Change change) {
  const std::int64_t type = dimensions_.text_id(policy_type);
  Sessions total = sum(figure, type);
  if (is_saturated(total.successful) || is_saturated(total.failed)) return false;
  if (change == Change::add) {
    total += sessions;
  } else {
    total = {total.successful - sessions.successful, total.failed - sessions.failed};
  }
  write(figure, type, total);
  return true;
}

Sessions PartialSums::sum(const ReporterFigure& figure, std::int64_t policy_type) {
  Rows rows = connection_.query(
      "SELECT successful, failed FROM partial_sum WHERE day = ? AND domain = ? "
      "AND result_type = ? AND reporter = ? AND policy_type = ?",
      figure.line.day, figure.line.domain, figure.result_type, dimensions_.text_id(figure.reporter),
      policy_type);
  if (!rows.next()) return {};
  return {rows.integer(0), rows.integer(1)};
}

void PartialSums::write(const ReporterFigure& figure, std::int64_t policy_type,
                        const Sessions& sum) {
  connection_.run("INSERT OR REPLACE INTO partial_sum VALUES (?, ?, ?, ?, ?, ?, ?)",
                  figure.line.day, figure.line.domain, figure.result_type,
                  dimensions_.text_id(figure.reporter), policy_type, sum.successful, sum.failed);
}

}  // namespace tlsward::sqlite
