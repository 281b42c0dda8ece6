// A report into its rows and back: tables report, line, policy, failure and deviation.
#include "schema/reports.h"

#include "schema/sqlite/database.h"
#include "schema/sqlite/quarantine.h"
#include "schema/sqlite/report_rows.h"

#include <algorithm>
#include <map>
#include <set>

namespace tlsward {

namespace {

using sqlite::Database;
using sqlite::Dimensions;
using sqlite::Rows;

// A report's dates in the form of most senders (Google, Microsoft, mail.ru): whole seconds in UTC,
// the last one included. They need no text of their own.
std::string usual_start(const Report& report) {
  return format_datetime(report.start);
}
std::string usual_end(const Report& report) {
  return format_datetime(report.end - std::chrono::seconds{1});
}

void insert_report(Database& database, const NewReport& row, Day day, std::int64_t organization) {
  const Report& report = row.report;
  const bool start_usual = report.start_datetime == usual_start(report);
  const bool end_usual = report.end_datetime == usual_end(report);
  database.run(
      "INSERT INTO report (id, day, identity, content, organization, report_id, range_start, "
      "range_end, start_datetime, end_datetime, received, channel, trust, counted) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      row.id, day, row.fingerprint.identity, row.fingerprint.content, organization,
      report.report_id, report.start, report.end, start_usual ? nullptr : &report.start_datetime,
      end_usual ? nullptr : &report.end_datetime, row.received,
      database.dimensions().text_id(row.channel), static_cast<std::int64_t>(row.trust),
      std::int64_t{row.counted});
}

// Where a policy entry of a report stands.
struct Place {
  Day day;
  std::int64_t domain = 0;
  std::int64_t report = 0;
  std::int64_t n = 0;
};

void insert_failures(Database& database, const Place& place, const Policy& policy) {
  Dimensions& dimensions = database.dimensions();
  std::int64_t m = 0;
  for (const FailureDetail& detail : policy.failure_details) {
    database.run("INSERT INTO failure VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", place.day,
                 place.domain, place.report, place.n, m++, dimensions.text_id(detail.result_type),
                 detail.sending_mta_ip.empty() ? nullptr : &detail.sending_mta_ip,
                 dimensions.optional_text_id(detail.receiving_mx_hostname.text()),
                 dimensions.optional_text_id(detail.receiving_mx_helo),
                 detail.receiving_ip.empty() ? nullptr : &detail.receiving_ip,
                 detail.failed_session_count,
                 dimensions.optional_text_id(detail.additional_information),
                 dimensions.optional_text_id(detail.failure_reason_code));
  }
}

// Returns the id of the line.
std::int64_t insert_policy(Database& database, const NewReport& row, Place place,
                           std::int64_t organization) {
  Dimensions& dimensions = database.dimensions();
  const auto n = static_cast<std::size_t>(place.n);
  const Policy& policy = row.report.policies[n];
  const PolicyLine& line = row.lines[n];
  place.domain = dimensions.domain_id(line.domain);
  std::optional<std::int64_t> other_domain;
  if (policy.policy_domain != line.domain)
    other_domain = dimensions.domain_id(policy.policy_domain);
  database.run(
      "INSERT INTO policy VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", place.day,
      place.domain, place.report, place.n, organization, dimensions.text_id(policy.policy_type),
      dimensions.list_id(policy.policy_string), other_domain, dimensions.list_id(policy.mx_host),
      policy.summary.total_successful_session_count, policy.summary.total_failure_session_count,
      failures_of(policy), std::int64_t{line.ours}, std::int64_t{line.ours && row.counted});
  insert_failures(database, place, policy);
  return place.domain;
}

void insert_deviations(Database& database, std::int64_t report,
                       const std::vector<Deviation>& deviations) {
  Dimensions& dimensions = database.dimensions();
  std::int64_t n = 0;
  for (const Deviation& deviation : deviations) {
    database.run("INSERT INTO deviation VALUES (?, ?, ?, ?, ?)", report, n++,
                 dimensions.text_id(std::string(name(deviation.code))),
                 dimensions.optional_text_id(deviation.place), deviation.count);
  }
}

std::vector<Deviation> read_deviations(Database& database, std::int64_t report) {
  std::vector<Deviation> deviations;
  Rows rows = database.query("SELECT code, place, count FROM deviation WHERE report = ? ORDER BY n",
                             report);
  while (rows.next()) {
    const auto code = find_deviation_code(database.dimensions().text(rows.integer(0)));
    deviations.push_back({.code = code.value_or(DeviationCode::wrong_type),
                          .place = database.dimensions().text(rows.optional_integer(1)),
                          .count = rows.integer(2)});
  }
  return deviations;
}

// Policies and the line of each, in the order of the report, without failure details.
void read_policies(Database& database, Day day, StoredReport& stored) {
  Dimensions& dimensions = database.dimensions();
  Rows rows = database.query(
      "SELECT p.domain, p.ours, p.policy_type, p.policy_string, p.policy_domain, p.mx_host, "
      "p.total_successful_session_count, p.total_failure_session_count "
      "FROM line l CROSS JOIN policy p ON p.day = ? AND p.domain = l.domain AND p.report = "
      "l.report "
      "WHERE l.report = ? ORDER BY p.n",
      day, stored.id);
  while (rows.next()) {
    const Domain line = dimensions.domain(rows.integer(0));
    stored.lines.push_back({line, rows.integer(1) != 0});
    stored.report.policies.push_back(
        {.policy_type = dimensions.text(rows.integer(2)),
         .policy_string = dimensions.list(rows.optional_integer(3)),
         .policy_domain = rows.is_null(4) ? line : dimensions.domain(rows.integer(4)),
         .mx_host = sqlite::to_domains(dimensions.list(rows.optional_integer(5))),
         .summary = {rows.optional_integer(6), rows.optional_integer(7)},
         .failure_details = {}});
  }
}

void read_failures(Database& database, Day day, StoredReport& stored) {
  Rows rows = database.query(
      "SELECT f.n, f.result_type, f.sending_mta_ip, f.receiving_mx_hostname, f.receiving_mx_helo, "
      "f.receiving_ip, f.failed_session_count, f.additional_information, f.failure_reason_code "
      "FROM line l CROSS JOIN failure f "
      "ON f.day = ? AND f.domain = l.domain AND f.report = l.report "
      "WHERE l.report = ? ORDER BY f.n, f.m",
      day, stored.id);
  while (rows.next()) {
    stored.report.policies.at(static_cast<std::size_t>(rows.integer(0)))
        .failure_details.push_back(sqlite::read_detail(rows, 1, database.dimensions()));
  }
}

// The reports with the same identity hash, the report itself included.
std::vector<std::int64_t> with_identity(Database& database, Day day, std::int64_t identity) {
  std::vector<std::int64_t> ids;
  Rows rows = database.query("SELECT id FROM report WHERE day = ? AND identity = ? ORDER BY id",
                             day, identity);
  while (rows.next())
    ids.push_back(rows.integer(0));
  return ids;
}

std::size_t entries_of(const Report& report) {
  std::size_t entries = report.policies.size();
  for (const Policy& policy : report.policies)
    entries += policy.failure_details.size();
  return entries;
}

struct DayAndLines {
  Day day;
  std::vector<std::int64_t> domains;
};

DayAndLines day_and_lines(Database& database, std::int64_t report) {
  DayAndLines result;
  Rows rows = database.query(
      "SELECT r.day, l.domain FROM report r JOIN line l ON l.report = r.id WHERE r.id = ?", report);
  while (rows.next()) {
    result.day = rows.day(0);
    result.domains.push_back(rows.integer(1));
  }
  return result;
}

}  // namespace

std::vector<Known> Reports::find_known(const Report& report, const Fingerprint& fingerprint) {
  std::vector<Known> known;
  const Day day = report_day(report.start, report.end);
  for (const std::int64_t id : with_identity(database_, day, fingerprint.identity)) {
    const StoredReport stored = find(id).value();
    if (!same_identity(stored.report, report)) continue;
    known.push_back({.id = id,
                     .same_content = same_content(stored.report, report),
                     .trust = stored.trust,
                     .entries = entries_of(stored.report),
                     .counted = stored.counted});
  }
  std::ranges::stable_partition(known, &Known::counted);
  return known;
}

void Reports::add(const NewReport& row) {
  const Report& report = row.report;
  const Day day = report_day(report.start, report.end);
  const std::int64_t organization = database_.dimensions().organization_id(
      {report.organization_name, report.contact_info, reporter_key(report)});
  insert_report(database_, row, day, organization);
  std::set<std::int64_t> domains;
  for (std::size_t n = 0; n < report.policies.size(); ++n) {
    const Place place{.day = day, .report = row.id, .n = static_cast<std::int64_t>(n)};
    const std::int64_t domain = insert_policy(database_, row, place, organization);
    if (!domains.insert(domain).second) continue;
    database_.run("INSERT INTO line VALUES (?, ?)", row.id, domain);
    database_.daily().touch(day, domain);
  }
  insert_deviations(database_, row.id, report.deviations);
  database_.count_report();
}

void Reports::raise_trust(std::int64_t id, Trust trust) {
  database_.run("UPDATE report SET trust = max(trust, ?) WHERE id = ?",
                static_cast<std::int64_t>(trust), id);
}

void Reports::set_counted(std::int64_t id, bool counted) {
  database_.run("UPDATE report SET counted = ? WHERE id = ?", std::int64_t{counted}, id);
  const auto [day, domains] = day_and_lines(database_, id);
  for (const std::int64_t domain : domains) {
    database_.run(
        "UPDATE policy SET counted = ours AND ? WHERE day = ? AND domain = ? AND report = ?",
        std::int64_t{counted}, day, domain, id);
    database_.daily().touch(day, domain);
  }
  sqlite::move_side_of_conflict(database_, id, counted);
}

std::optional<StoredReport> Reports::find(std::int64_t id) {
  Dimensions& dimensions = database_.dimensions();
  std::optional<StoredReport> stored;
  Day day;
  std::int64_t identity = 0;
  {
    Rows rows = database_.query(
        "SELECT day, identity, organization, report_id, range_start, range_end, start_datetime, "
        "end_datetime, received, channel, trust, counted, more_receipts FROM report WHERE id = ?",
        id);
    if (!rows.next()) return std::nullopt;
    day = rows.day(0);
    identity = rows.integer(1);
    const sqlite::Organization organization = dimensions.organization(rows.integer(2));
    stored.emplace(StoredReport{.id = id,
                                .report = {.organization_name = organization.organization_name,
                                           .start_datetime = rows.text(6),
                                           .end_datetime = rows.text(7),
                                           .contact_info = organization.contact_info,
                                           .report_id = rows.text(3),
                                           .policies = {},
                                           .start = rows.timestamp(4),
                                           .end = rows.timestamp(5),
                                           .deviations = {}},
                                .lines = {},
                                .received = rows.timestamp(8),
                                .channel = dimensions.text(rows.integer(9)),
                                .trust = static_cast<Trust>(rows.integer(10)),
                                .counted = rows.integer(11) != 0,
                                .conflicts_with = {},
                                .more_receipts = rows.integer(12)});
    if (rows.is_null(6)) stored->report.start_datetime = usual_start(stored->report);
    if (rows.is_null(7)) stored->report.end_datetime = usual_end(stored->report);
  }
  read_policies(database_, day, *stored);
  read_failures(database_, day, *stored);
  stored->report.deviations = read_deviations(database_, id);
  stored->conflicts_with = with_identity(database_, day, identity);
  std::erase(stored->conflicts_with, id);
  return stored;
}

}  // namespace tlsward
