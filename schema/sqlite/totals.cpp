// Totals over SQLite: tables session_total, failure_total and delivery_total; and counts of what is
// kept elsewhere for few.
#include "schema/totals.h"

#include "schema/result_type.h"
#include "schema/sqlite/database.h"

#include <algorithm>
#include <array>

namespace tlsward {

namespace {

using sqlite::Database;
using sqlite::Rows;

std::vector<SessionTotal> read_sessions(Database& database) {
  std::vector<SessionTotal> totals;
  Rows rows = database.query(
      "SELECT n.name, s.policy_type, s.successful, s.failed, d.received FROM session_total s "
      "JOIN domain n ON n.id = s.domain LEFT JOIN delivery d ON d.id = s.last_report "
      "ORDER BY s.domain, s.policy_type");
  while (rows.next())
    totals.push_back({.domain = rows.text(0),
                      .policy_type = rows.text(1),
                      .successful = rows.integer(2),
                      .failed = rows.integer(3),
                      .last_received = rows.timestamp(4)});
  return totals;
}

std::vector<FailureTotal> read_failures(Database& database) {
  std::vector<FailureTotal> totals;
  Rows rows = database.query(
      "SELECT n.name, f.result_type, f.failed FROM failure_total f "
      "JOIN domain n ON n.id = f.domain ORDER BY f.domain, f.result_type");
  while (rows.next())
    totals.push_back(
        {.domain = rows.text(0), .result_type = rows.text(1), .failed = rows.integer(2)});
  return totals;
}

std::vector<DeliveryTotal> read_deliveries(Database& database) {
  std::vector<DeliveryTotal> totals;
  Rows rows = database.query("SELECT channel, trust, outcome, reason, count FROM delivery_total");
  while (rows.next())
    totals.push_back({.channel = rows.text(0),
                      .trust = static_cast<Trust>(rows.integer(1)),
                      .outcome = static_cast<Outcome>(rows.integer(2)),
                      .reason = rows.text(3),
                      .count = rows.integer(4)});
  return totals;
}

std::vector<MailCount> read_mails(Database& database) {
  std::vector<MailCount> counts;
  Rows rows = database.query(
      "SELECT 'digest', state, count(*) FROM outbox GROUP BY state "
      "UNION ALL SELECT 'alert', state, count(*) FROM alert_mail GROUP BY state "
      "UNION ALL SELECT 'webhook', state, count(*) FROM webhook_post GROUP BY state");
  while (rows.next())
    counts.push_back({rows.text(0), rows.text(1), rows.integer(2)});
  return counts;
}

// Of each address the certificate that was seen last: with max(), SQLite takes the other columns
// from the row that has it.
std::vector<CertificateEnd> read_certificates(Database& database, Timestamp since) {
  std::vector<CertificateEnd> ends;
  Rows rows = database.query(
      "SELECT host, min(not_after) FROM (SELECT host, not_after, max(last) FROM "
      "certificate_sighting WHERE last >= ? GROUP BY host, address) "
      "GROUP BY host ORDER BY 2, 1 LIMIT 200",
      since);
  while (rows.next())
    ends.push_back({rows.text(0), rows.timestamp(1)});
  return ends;
}

std::optional<Timestamp> read_last_digest(Database& database) {
  Rows rows = database.query("SELECT max(settled) FROM outbox WHERE state = 'sent'");
  if (!rows.next() || rows.is_null(0)) return std::nullopt;
  return rows.timestamp(0);
}

}  // namespace

std::string_view known_policy_type(std::string_view policy_type) {
  constexpr std::array<std::string_view, 3> known = {"sts", "tlsa", "no-policy-found"};
  const auto* found = std::ranges::find(known, policy_type);
  return found == known.end() ? kOther : *found;
}

std::string_view known_result_type(std::string_view result_type) {
  const ResultType* found = find_result_type(result_type);
  return found == nullptr ? kOther : found->name;
}

Totals read_totals(const std::string& location, Timestamp certificates_since) {
  Database database(location, sqlite::Access::read, Commits::each);
  return {.sessions = read_sessions(database),
          .failures = read_failures(database),
          .deliveries = read_deliveries(database),
          .mails = read_mails(database),
          .certificates = read_certificates(database, certificates_since),
          .last_digest = read_last_digest(database)};
}

}  // namespace tlsward
