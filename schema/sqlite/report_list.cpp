// The list of reports.
#include "schema/reports.h"
#include "schema/sqlite/database.h"
#include "schema/sqlite/filter.h"

#include <algorithm>
#include <map>

namespace tlsward {

namespace {

using sqlite::Database;
using sqlite::Dimensions;
using sqlite::Query;
using sqlite::Rows;

struct Selected {
  Day day;
  std::int64_t id = 0;
};

std::int64_t number(Day day) {
  return day.time_since_epoch().count();
}

std::vector<Selected> select_by_days(Database& database, const Filter& filter) {
  Query query;
  query.add("SELECT e.day, e.id FROM report e WHERE TRUE ");
  sqlite::add_day_condition(query, filter);
  if (filter.uncounted) query.add("AND NOT e.counted ");
  if (filter.trust) query.add("AND e.trust = ? ", static_cast<std::int64_t>(*filter.trust));
  if (const auto& row = filter.behind)
    query.add("AND (e.day < ? OR e.id < ?) ", number(row->day), row->id);
  query.add("ORDER BY e.day DESC, e.id DESC LIMIT ?", sqlite::limit_of(filter));
  std::vector<Selected> selected;
  Rows rows = database.query(query);
  while (rows.next())
    selected.push_back({rows.day(0), rows.integer(1)});
  return selected;
}

// Reads whole days until there are enough: within a day rows come by line.
std::vector<Selected> select_by_entries(Database& database, const Filter& filter) {
  Query query;
  sqlite::add_days(query, filter);
  query.add(
      "SELECT DISTINCT e.day, e.report FROM days CROSS JOIN entry e ON e.day = days.day "
      "CROSS JOIN report r ON r.id = e.report WHERE TRUE ");
  sqlite::add_entry_conditions(query, filter);
  if (filter.uncounted) query.add("AND NOT r.counted ");
  if (filter.trust) query.add("AND r.trust = ? ", static_cast<std::int64_t>(*filter.trust));
  if (const auto& row = filter.behind)
    query.add("AND (e.day < ? OR e.report < ?) ", number(row->day), row->id);
  std::vector<Selected> selected;
  Rows rows = database.query(query);
  while (rows.next()) {
    const Day day = rows.day(0);
    const bool enough = filter.limit != 0 && selected.size() >= filter.limit;
    if (enough && day != selected.back().day) break;
    selected.push_back({day, rows.integer(1)});
  }
  std::ranges::sort(selected, [](const Selected& one, const Selected& other) {
    return std::pair{one.day, one.id} > std::pair{other.day, other.id};
  });
  if (filter.limit != 0 && selected.size() > filter.limit) selected.resize(filter.limit);
  return selected;
}

// A date as sent, in one form: UTC, whole seconds. `range` where what was sent cannot be read.
std::string in_utc(const std::string& sent, Timestamp range) {
  const std::optional<DateTime> time = parse_datetime(sent);
  return format_datetime(time ? time->time : range);
}

// The entries of a report on one line, as far as its row in the list goes.
struct LineEntries {
  std::vector<std::string> policy_types;
  std::vector<Sessions> sessions;
};

Sessions headline(const LineEntries& line, const std::string& reporter) {
  std::vector<Counted> counted;
  for (std::size_t n = 0; n < line.sessions.size(); ++n)
    counted.push_back({reporter, line.policy_types[n], line.sessions[n]});
  return count_sessions(counted);
}

// Adds the names and sessions of the report's entries.
void add_entries(Database& database, ReportRow& row, const std::string& reporter) {
  std::map<std::int64_t, LineEntries> lines;
  Rows rows = database.query(
      "SELECT e.domain, e.policy, e.total_successful_session_count, e.failed, "
      "e.total_failure_session_count IS NULL FROM line l "
      "CROSS JOIN entry e ON e.day = ? AND e.domain = l.domain AND e.report = l.report "
      "WHERE l.report = ? ORDER BY e.n",
      row.day, row.id);
  while (rows.next()) {
    const Policy& policy = database.dimensions().policy(rows.integer(1));
    if (std::ranges::find(row.policy_domains, policy.policy_domain) == row.policy_domains.end()) {
      row.policy_domains.push_back(policy.policy_domain);
    }
    LineEntries& line = lines[rows.integer(0)];
    line.policy_types.push_back(policy.policy_type);
    line.sessions.push_back({rows.integer(2), rows.integer(3)});
    row.failures_unknown |= rows.integer(3) == 0 && rows.integer(4) != 0;
  }
  for (const auto& [domain, line] : lines)
    row.sessions += headline(line, reporter);
}

ReportRow read_row(Database& database, std::int64_t id) {
  Dimensions& dimensions = database.dimensions();
  Rows rows = database.query(
      "SELECT r.day, r.organization, r.report_id, r.range_start, r.range_end, r.start_datetime, "
      "r.end_datetime, d.received, d.channel, r.trust, r.counted, "
      "(SELECT count(*) FROM deviation WHERE report = r.id), "
      "(SELECT count(*) FROM report o WHERE o.day = r.day AND o.identity = r.identity), "
      "r.evidence "
      "FROM report r JOIN delivery d ON d.id = r.id WHERE r.id = ?",
      id);
  rows.next();
  const sqlite::Organization& organization = dimensions.organization(rows.integer(1));
  const Timestamp last_second = rows.timestamp(4) - std::chrono::seconds{1};
  ReportRow row{
      .id = id,
      .organization_name = organization.organization_name,
      .contact_info = organization.contact_info,
      .report_id = rows.text(2),
      .start_datetime = in_utc(rows.text(5), rows.timestamp(3)),
      .end_datetime = in_utc(rows.text(6), rows.is_null(6) ? last_second : rows.timestamp(4)),
      .day = rows.day(0),
      .received = rows.timestamp(7),
      .channel = dimensions.text(rows.integer(8)),
      .trust = static_cast<Trust>(rows.integer(9)),
      .evidence = dimensions.optional_text(rows.optional_integer(13)),
      .deviations = rows.integer(11),
      .counted = rows.integer(10) != 0,
      .conflict = rows.integer(12) > 1};
  add_entries(database, row, organization.reporter);
  return row;
}

}  // namespace

std::vector<ReportRow> Reports::list(const Filter& filter) {
  std::vector<ReportRow> list;
  each_row(filter, [&](const ReportRow& row) { list.push_back(row); });
  return list;
}

void Reports::each_row(const Filter& asked, const std::function<void(const ReportRow&)>& use) {
  Filter filter = asked;
  if (filter.behind) filter.until = std::min(filter.until.value_or(Day::max()), filter.behind->day);
  const std::vector<Selected> selected = sqlite::is_of_days_only(filter)
                                             ? select_by_days(database_, filter)
                                             : select_by_entries(database_, filter);
  for (const Selected& report : selected)
    use(read_row(database_, report.id));
}

}  // namespace tlsward
