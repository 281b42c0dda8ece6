// A report into its rows and back: tables report, entry, failure and deviation.
#include "schema/reports.h"

#include "schema/counting.h"
#include "schema/sqlite/database.h"
#include "schema/sqlite/quarantine.h"
#include "schema/sqlite/report_rows.h"

#include <algorithm>
#include <functional>
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

// The id of each entry's line.
std::vector<std::int64_t> line_ids(Dimensions& dimensions, const std::vector<PolicyLine>& lines) {
  std::vector<std::int64_t> ids;
  ids.reserve(lines.size());
  for (const PolicyLine& line : lines)
    ids.push_back(dimensions.domain_id(line.domain));
  return ids;
}

void insert_report(Database& database, const NewReport& row, Day day, std::int64_t organization,
                   const std::vector<std::int64_t>& lines) {
  const Report& report = row.report;
  const bool start_usual = report.start_datetime == usual_start(report);
  const bool end_usual = report.end_datetime == usual_end(report);
  database.run(
      "INSERT INTO report (id, day, identity, content, domain, organization, report_id, "
      "starts_after, ends_after, start_datetime, end_datetime, trust, evidence, counted) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      row.id, day, row.fingerprint.identity, row.fingerprint.content,
      lines.empty() ? std::nullopt : std::optional(lines.front()), organization, report.report_id,
      std::int64_t{(report.start - day).count()},
      std::int64_t{(report.end - (day + std::chrono::days{1})).count()},
      start_usual ? nullptr : &report.start_datetime, end_usual ? nullptr : &report.end_datetime,
      static_cast<std::int64_t>(row.trust), database.dimensions().optional_text_id(row.evidence),
      std::int64_t{row.counted});
}

// Where an entry of a report stands.
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

void insert_entry(Database& database, const NewReport& row, const Place& place,
                  std::int64_t organization) {
  const auto n = static_cast<std::size_t>(place.n);
  const Policy& policy = row.report.policies[n];
  const bool ours = row.lines[n].ours;
  database.run(
      "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", place.day, place.domain,
      place.report, place.n, organization, database.dimensions().policy_id(policy),
      policy.summary.total_successful_session_count, policy.summary.total_failure_session_count,
      failures_of(policy), std::int64_t{ours}, std::int64_t{ours && row.counted});
  insert_failures(database, place, policy);
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

// A report without what stands in other tables.
struct Head {
  Day day;
  std::int64_t identity = 0;
  StoredReport stored;
};

std::optional<Head> read_head(Database& database, std::int64_t id) {
  Rows rows = database.query(
      "SELECT r.day, r.identity, r.organization, r.report_id, r.range_start, r.range_end, "
      "r.start_datetime, r.end_datetime, d.received, d.channel, r.trust, r.counted, "
      "r.more_receipts, r.evidence FROM report r JOIN delivery d ON d.id = r.id WHERE r.id = ?",
      id);
  if (!rows.next()) return std::nullopt;
  const sqlite::Organization& organization = database.dimensions().organization(rows.integer(2));
  Report report{.organization_name = organization.organization_name,
                .start_datetime = rows.text(6),
                .end_datetime = rows.text(7),
                .contact_info = organization.contact_info,
                .report_id = rows.text(3),
                .start = rows.timestamp(4),
                .end = rows.timestamp(5)};
  if (rows.is_null(6)) report.start_datetime = usual_start(report);
  if (rows.is_null(7)) report.end_datetime = usual_end(report);
  return Head{.day = rows.day(0),
              .identity = rows.integer(1),
              .stored = {.id = id,
                         .report = std::move(report),
                         .received = rows.timestamp(8),
                         .channel = database.dimensions().text(rows.integer(9)),
                         .trust = static_cast<Trust>(rows.integer(10)),
                         .evidence = database.dimensions().optional_text(rows.optional_integer(13)),
                         .counted = rows.integer(11) != 0,
                         .more_receipts = rows.integer(12)}};
}

std::vector<Deviation> read_deviations(Database& database, std::int64_t report) {
  Dimensions& dimensions = database.dimensions();
  std::vector<Deviation> deviations;
  Rows rows = database.query("SELECT code, place, count FROM deviation WHERE report = ? ORDER BY n",
                             report);
  while (rows.next()) {
    const auto code = find_deviation_code(dimensions.text(rows.integer(0)));
    deviations.push_back({.code = code.value_or(DeviationCode::wrong_type),
                          .place = dimensions.optional_text(rows.optional_integer(1)),
                          .count = rows.integer(2)});
  }
  return deviations;
}

// Entries and the line of each, in the order of the report, without failure details.
void read_policies(Database& database, Day day, StoredReport& stored) {
  Dimensions& dimensions = database.dimensions();
  Rows rows = database.query(
      "SELECT e.domain, e.ours, e.policy, e.total_successful_session_count, "
      "e.total_failure_session_count FROM line l "
      "CROSS JOIN entry e ON e.day = ? AND e.domain = l.domain AND e.report = l.report "
      "WHERE l.report = ? ORDER BY e.n",
      day, stored.id);
  while (rows.next()) {
    stored.lines.push_back({dimensions.domain(rows.integer(0)), rows.integer(1) != 0});
    stored.report.policies.push_back(dimensions.policy(rows.integer(2)));
    stored.report.policies.back().summary = {rows.optional_integer(3), rows.optional_integer(4)};
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
  std::stable_partition(known.begin(), known.end(), std::mem_fn(&Known::counted));
  return known;
}

std::vector<Known> Reports::find_known(std::int64_t id) {
  std::vector<Known> known;
  Rows rows = database_.query(
      "SELECT r.id, r.trust, r.counted, "
      "(SELECT count(*) FROM line l CROSS JOIN entry e "
      "ON e.day = r.day AND e.domain = l.domain AND e.report = r.id WHERE l.report = r.id) + "
      "(SELECT count(*) FROM line l CROSS JOIN failure f "
      "ON f.day = r.day AND f.domain = l.domain AND f.report = r.id WHERE l.report = r.id) "
      "FROM report asked JOIN report r ON r.day = asked.day AND r.identity = asked.identity "
      "WHERE asked.id = ? ORDER BY r.counted DESC, r.id",
      id);
  while (rows.next())
    known.push_back({.id = rows.integer(0),
                     .same_content = rows.integer(0) == id,
                     .trust = static_cast<Trust>(rows.integer(1)),
                     .entries = static_cast<std::size_t>(rows.integer(3)),
                     .counted = rows.integer(2) != 0});
  return known;
}

void Reports::add(const NewReport& row) {
  const Report& report = row.report;
  const Day day = report_day(report.start, report.end);
  const std::int64_t organization = database_.dimensions().organization_id(
      {report.organization_name, report.contact_info, reporter_key(report)});
  const std::vector<std::int64_t> lines = line_ids(database_.dimensions(), row.lines);
  insert_report(database_, row, day, organization, lines);
  for (std::size_t n = 0; n < report.policies.size(); ++n) {
    insert_entry(database_, row, {day, lines[n], row.id, static_cast<std::int64_t>(n)},
                 organization);
  }
  for (const std::int64_t line : std::set(lines.begin(), lines.end())) {
    if (line != lines.front()) {
      database_.run("INSERT INTO other_line VALUES (?, ?)", row.id, line);
    }
    database_.daily().change({day, line}, row.id, sqlite::Change::add);
  }
  insert_deviations(database_, row.id, report.deviations);
  if (row.counted) database_.totals().count_sessions(row.id, report.policies, row.lines, lines);
  database_.count_report();
}

void Reports::raise_trust(std::int64_t id, Trust trust, const std::string& evidence) {
  const auto level = static_cast<std::int64_t>(trust);
  database_.run("UPDATE report SET trust = ?, evidence = ? WHERE id = ? AND trust < ?", level,
                database_.dimensions().optional_text_id(evidence), id, level);
}

void Reports::set_counted(std::int64_t id, bool counted) {
  const std::optional<StoredReport> report = counted ? find(id) : std::nullopt;
  if (report && !report->counted)
    database_.totals().count_sessions(id, report->report.policies, report->lines,
                                      line_ids(database_.dimensions(), report->lines));
  database_.run("UPDATE report SET counted = ? WHERE id = ?", std::int64_t{counted}, id);
  const auto [day, domains] = day_and_lines(database_, id);
  for (const std::int64_t domain : domains) {
    database_.daily().change({day, domain}, id, sqlite::Change::take_away);
    database_.run(
        "UPDATE entry SET counted = ours AND ? WHERE day = ? AND domain = ? AND report = ?",
        std::int64_t{counted}, day, domain, id);
    database_.daily().change({day, domain}, id, sqlite::Change::add);
  }
  sqlite::move_side_of_conflict(database_, id, counted);
}

std::optional<StoredReport> Reports::find(std::int64_t id) {
  std::optional<Head> head = read_head(database_, id);
  if (!head) return std::nullopt;
  StoredReport& stored = head->stored;
  read_policies(database_, head->day, stored);
  read_failures(database_, head->day, stored);
  stored.report.deviations = read_deviations(database_, id);
  stored.conflicts_with = with_identity(database_, head->day, head->identity);
  std::erase(stored.conflicts_with, id);
  return std::move(stored);
}

}  // namespace tlsward
