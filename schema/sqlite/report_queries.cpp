// Questions about reports: lists, entries, failures, sums and figures. rankings.cpp has the
// rankings.
#include "schema/reports.h"
#include "schema/sqlite/database.h"
#include "schema/sqlite/filter.h"
#include "schema/sqlite/report_rows.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

namespace tlsward {

namespace {

using sqlite::Database;
using sqlite::Dimensions;
using sqlite::Organization;
using sqlite::Query;
using sqlite::Rows;

std::int64_t sql_limit(const Filter& filter) {
  return filter.limit == 0 ? -1 : static_cast<std::int64_t>(filter.limit);
}

struct Selected {
  Day day;
  std::int64_t id = 0;
};

std::vector<Selected> select_by_days(Database& database, const Filter& filter) {
  Query query;
  query.add("SELECT p.day, p.id FROM report p WHERE TRUE ");
  sqlite::add_day_condition(query, filter);
  query.add("ORDER BY p.day DESC, p.id DESC LIMIT ?", sql_limit(filter));
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
      "SELECT DISTINCT p.day, p.report FROM days CROSS JOIN policy p ON p.day = days.day "
      "CROSS JOIN report r ON r.id = p.report WHERE TRUE ");
  sqlite::add_entry_conditions(query, filter);
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

// Adds the names and sessions of all entries of the report.
void read_entries_of(Database& database, ReportRow& row, const std::string& reporter) {
  Dimensions& dimensions = database.dimensions();
  std::map<std::int64_t, std::vector<Counted>> lines;
  std::vector<std::string> types;
  Rows rows = database.query(
      "SELECT p.domain, p.policy_domain, p.policy_type, p.total_successful_session_count, p.failed "
      "FROM line l CROSS JOIN policy p ON p.day = ? AND p.domain = l.domain AND p.report = "
      "l.report "
      "WHERE l.report = ? ORDER BY p.n",
      row.day, row.id);
  struct Line {
    std::int64_t domain;
    std::string policy_type;
    Sessions sessions;
  };
  std::vector<Line> entries;
  while (rows.next()) {
    const Domain name = dimensions.domain(rows.integer(rows.is_null(1) ? 0 : 1));
    if (std::ranges::find(row.policy_domains, name) == row.policy_domains.end()) {
      row.policy_domains.push_back(name);
    }
    entries.push_back(
        {rows.integer(0), dimensions.text(rows.integer(2)), {rows.integer(3), rows.integer(4)}});
  }
  for (const Line& entry : entries) {
    lines[entry.domain].push_back({reporter, entry.policy_type, entry.sessions});
  }
  for (const auto& [domain, counted] : lines)
    row.sessions += count_sessions(counted);
}

ReportRow read_row(Database& database, std::int64_t id) {
  ReportRow row;
  std::string reporter;
  {
    Rows rows = database.query(
        "SELECT r.day, r.organization, r.report_id, r.range_start, r.range_end, r.start_datetime, "
        "r.end_datetime, r.received, r.channel, r.trust, r.counted, "
        "(SELECT count(*) FROM deviation d WHERE d.report = r.id), "
        "(SELECT count(*) FROM report o WHERE o.day = r.day AND o.identity = r.identity) "
        "FROM report r WHERE r.id = ?",
        id);
    rows.next();
    const Organization organization = database.dimensions().organization(rows.integer(1));
    reporter = organization.reporter;
    const Timestamp end = rows.timestamp(4);
    row = {
        .id = id,
        .organization_name = organization.organization_name,
        .contact_info = organization.contact_info,
        .report_id = rows.text(2),
        .start_datetime = in_utc(rows.text(5), rows.timestamp(3)),
        .end_datetime = in_utc(rows.text(6), rows.is_null(6) ? end - std::chrono::seconds{1} : end),
        .day = rows.day(0),
        .policy_domains = {},
        .sessions = {},
        .received = rows.timestamp(7),
        .channel = database.dimensions().text(rows.integer(8)),
        .trust = static_cast<Trust>(rows.integer(9)),
        .deviations = rows.integer(11),
        .counted = rows.integer(10) != 0,
        .conflict = rows.integer(12) > 1};
  }
  read_entries_of(database, row, reporter);
  return row;
}

using DaysByIds =
    std::unordered_map<std::int64_t, std::unordered_map<std::int64_t, std::vector<Day>>>;

// One for each reporter and line, by both; organizations of one reporter are one.
std::vector<ReporterDays> in_order(Dimensions& dimensions, const DaysByIds& found) {
  std::map<std::pair<std::string, Domain>, ReporterDays> sorted;
  for (const auto& [organization_id, lines] : found) {
    const Organization organization = dimensions.organization(organization_id);
    for (const auto& [domain_id, newest_first] : lines) {
      const Domain domain = dimensions.domain(domain_id);
      ReporterDays& all = sorted[{organization.reporter, domain}];
      all.reporter = organization.reporter;
      all.organization_name = std::max(all.organization_name, organization.organization_name);
      all.domain = domain;
      all.days.insert(all.days.end(), newest_first.rbegin(), newest_first.rend());
    }
  }
  std::vector<ReporterDays> result;
  for (auto& [key, all] : sorted) {
    std::ranges::sort(all.days);
    const auto repeated = std::ranges::unique(all.days);
    all.days.erase(repeated.begin(), repeated.end());
    result.push_back(std::move(all));
  }
  return result;
}

}  // namespace

std::vector<ReportRow> Reports::list(const Filter& filter) {
  const std::vector<Selected> selected = sqlite::is_of_days_only(filter)
                                             ? select_by_days(database_, filter)
                                             : select_by_entries(database_, filter);
  std::vector<ReportRow> list;
  list.reserve(selected.size());
  for (const Selected& report : selected)
    list.push_back(read_row(database_, report.id));
  return list;
}

std::vector<Entry> Reports::entries(const Filter& filter) {
  Query query;
  sqlite::add_days(query, filter);
  query.add(
      "SELECT p.day, p.domain, p.policy_domain, p.report, p.organization, p.policy_type, "
      "p.policy_string, p.total_successful_session_count, p.failed, "
      "p.total_failure_session_count, r.trust, r.range_end - r.range_start > 129600, "
      "r.received, (SELECT count(*) FROM deviation d WHERE d.report = p.report) "
      "FROM days CROSS JOIN policy p ON p.day = days.day "
      "CROSS JOIN report r ON r.id = p.report WHERE p.counted ");
  sqlite::add_entry_conditions(query, filter);
  query.add("LIMIT ?", sql_limit(filter));
  Dimensions& dimensions = database_.dimensions();
  std::vector<Entry> entries;
  Rows rows = database_.query(query);
  while (rows.next()) {
    const Organization organization = dimensions.organization(rows.integer(4));
    entries.push_back({.day = rows.day(0),
                       .domain = dimensions.domain(rows.integer(1)),
                       .policy_domain = dimensions.domain(rows.integer(rows.is_null(2) ? 1 : 2)),
                       .report = rows.integer(3),
                       .reporter = organization.reporter,
                       .organization_name = organization.organization_name,
                       .policy_type = dimensions.text(rows.integer(5)),
                       .policy_string = dimensions.list(rows.optional_integer(6)),
                       .sessions = {rows.integer(7), rows.integer(8)},
                       .total_failure_session_count = rows.integer(9),
                       .trust = static_cast<Trust>(rows.integer(10)),
                       .range_over_a_day = rows.integer(11) != 0,
                       .received = rows.timestamp(12),
                       .deviations = rows.integer(13)});
  }
  return entries;
}

std::vector<Failure> Reports::failures(const Filter& filter) {
  Query query;
  sqlite::add_days(query, filter);
  query.add(
      "SELECT f.day, f.domain, f.report, p.organization, p.policy_type, p.policy_string, r.trust, "
      "f.result_type, f.sending_mta_ip, f.receiving_mx_hostname, f.receiving_mx_helo, "
      "f.receiving_ip, f.failed_session_count, f.additional_information, f.failure_reason_code "
      "FROM days CROSS JOIN policy p ON p.day = days.day "
      "CROSS JOIN failure f ON f.day = p.day AND f.domain = p.domain AND f.report = p.report "
      "AND f.n = p.n CROSS JOIN report r ON r.id = p.report WHERE p.counted ");
  sqlite::add_failure_conditions(query, filter);
  query.add("LIMIT ?", sql_limit(filter));
  Dimensions& dimensions = database_.dimensions();
  std::vector<Failure> failures;
  Rows rows = database_.query(query);
  while (rows.next()) {
    const Organization organization = dimensions.organization(rows.integer(3));
    failures.push_back({.day = rows.day(0),
                        .domain = dimensions.domain(rows.integer(1)),
                        .report = rows.integer(2),
                        .reporter = organization.reporter,
                        .organization_name = organization.organization_name,
                        .policy_type = dimensions.text(rows.integer(4)),
                        .policy_string = dimensions.list(rows.optional_integer(5)),
                        .trust = static_cast<Trust>(rows.integer(6)),
                        .detail = sqlite::read_detail(rows, 7, dimensions)});
  }
  return failures;
}

std::vector<DaySum> Reports::sums(const Filter& filter) {
  Query query;
  sqlite::add_days(query, filter);
  query.add(
      "SELECT p.day, d.id, p.successful, p.failed, p.reports "
      "FROM days CROSS JOIN daily p ON p.day = days.day JOIN domain d ON d.id = p.domain "
      "WHERE p.result_type = 0 ");
  sqlite::add_line_condition(query, filter);
  query.add("ORDER BY p.day, d.name");
  std::vector<DaySum> sums;
  Rows rows = database_.query(query);
  while (rows.next()) {
    sums.push_back({.day = rows.day(0),
                    .domain = database_.dimensions().domain(rows.integer(1)),
                    .sessions = {rows.integer(2), rows.integer(3)},
                    .reports = rows.integer(4)});
  }
  return sums;
}

std::vector<ReporterDays> Reports::reporter_days(const Filter& filter) {
  Query query;
  sqlite::add_days(query, filter);
  query.add(
      "SELECT p.organization, p.domain, p.day FROM days CROSS JOIN policy p ON p.day = days.day "
      "WHERE p.counted ");
  sqlite::add_line_condition(query, filter);
  // By organization and domain: thousands of lines make hundreds of thousands of rows.
  DaysByIds found;
  Rows rows = database_.query(query);
  while (rows.next()) {
    std::vector<Day>& newest_first = found[rows.integer(0)][rows.integer(1)];
    const Day day = rows.day(2);
    if (newest_first.empty() || newest_first.back() != day) newest_first.push_back(day);
  }
  return in_order(database_.dimensions(), found);
}

StoreFigures Reports::figures() {
  StoreFigures figures;
  Rows rows = database_.query(
      "SELECT (SELECT count(*) FROM report), "
      "(SELECT count(*) FROM delivery WHERE outcome IN (2, 3) AND outcome = 2), "
      "(SELECT min(day) FROM report), (SELECT max(day) FROM report), "
      "(SELECT received FROM report ORDER BY id DESC LIMIT 1)");
  rows.next();
  figures.reports = rows.integer(0);
  figures.conflicts = rows.integer(1);
  if (figures.reports == 0) return figures;
  figures.first_day = rows.day(2);
  figures.last_day = rows.day(3);
  figures.last_received = rows.timestamp(4);
  return figures;
}

}  // namespace tlsward
