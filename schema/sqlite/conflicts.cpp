// What the sides of conflicts say: the one question that is asked of reports that do not count.
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

}  // namespace tlsward
