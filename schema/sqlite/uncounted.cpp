// Questions about reports that do not count: the sides of conflicts, and what is not believed.
#include "schema/reports.h"
#include "schema/sqlite/database.h"
#include "schema/sqlite/filter.h"

#include <vector>

namespace tlsward {

namespace {

using sqlite::Database;
using sqlite::Query;
using sqlite::Rows;

// The failures that a report has on the line, as if it counted.
std::int64_t failed_on(Database& database, Day day, std::int64_t domain, std::int64_t report) {
  std::vector<std::string> policy_types;
  std::vector<std::int64_t> failed;
  Rows rows = database.query(
      "SELECT policy, failed FROM entry WHERE day = ? AND domain = ? AND report = ? AND ours", day,
      domain, report);
  while (rows.next()) {
    policy_types.push_back(database.dimensions().policy(rows.integer(0)).policy_type);
    failed.push_back(rows.integer(1));
  }
  std::vector<Counted> counted;
  for (std::size_t n = 0; n < failed.size(); ++n)
    counted.push_back({{}, policy_types[n], {.successful = 0, .failed = failed[n]}});
  return count_sessions(counted).failed;
}

ConflictSide read_side(Database& database, const Rows& rows, int first) {
  return {.report = rows.integer(first),
          .trust = static_cast<Trust>(rows.integer(first + 1)),
          .failed = failed_on(database, rows.day(0), rows.integer(1), rows.integer(first))};
}

}  // namespace

void Reports::each_conflict(const Filter& filter, const std::function<void(const Conflict&)>& use) {
  Query query;
  query.add(
      "SELECT * FROM (SELECT other.day, l.domain, other.organization, counting.id, counting.trust, "
      "other.id, other.trust FROM report other JOIN report counting "
      "ON counting.day = other.day AND counting.identity = other.identity AND counting.counted "
      "JOIN line l ON l.report = other.id WHERE NOT other.counted AND other.trust > ?) e "
      "WHERE TRUE ",
      static_cast<std::int64_t>(Trust::refused));
  sqlite::add_day_condition(query, filter);
  sqlite::add_line_condition(query, filter);
  sqlite::Dimensions& dimensions = database_.dimensions();
  Rows rows = database_.query(query);
  while (rows.next()) {
    const sqlite::Organization& organization = dimensions.organization(rows.integer(2));
    use({.day = rows.day(0),
         .domain = dimensions.domain(rows.integer(1)),
         .reporter = organization.reporter,
         .organization_name = organization.organization_name,
         .counted = read_side(database_, rows, 3),
         .other = read_side(database_, rows, 5)});
  }
}

DistrustedReports Reports::distrusted(const Filter& filter) {
  Query query;
  // Found by the index of what does not count, which holds little; its lines one by one.
  query.add(
      "SELECT max(o.organization_name), o.reporter, e.trust, count(*), sum(count(*)) OVER () "
      "FROM (SELECT id AS uncounted, day, identity, organization, trust "
      "FROM report INDEXED BY not_counted WHERE NOT counted) e "
      "JOIN organization o ON o.id = e.organization "
      "WHERE (e.trust = ? OR NOT EXISTS (SELECT 1 FROM report c "
      "WHERE c.day = e.day AND c.identity = e.identity AND c.counted)) ",
      static_cast<std::int64_t>(Trust::refused));
  sqlite::add_day_condition(query, filter);
  query.add("AND EXISTS (SELECT 1 FROM line e WHERE e.report = uncounted ");
  sqlite::add_line_condition(query, filter);
  query.add(") GROUP BY 2, 3 ORDER BY 4 DESC, 2, 3 LIMIT ?", sqlite::limit_of(filter));
  DistrustedReports all;
  Rows rows = database_.query(query);
  while (rows.next()) {
    all.reports = rows.integer(4);
    all.largest.push_back({.organization_name = rows.text(0),
                           .reporter = rows.text(1),
                           .trust = static_cast<Trust>(rows.integer(2)),
                           .reports = rows.integer(3)});
  }
  return all;
}

}  // namespace tlsward
