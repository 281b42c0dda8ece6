// Looks over SQLite.
#include "schema/looks.h"

#include "schema/sqlite/database.h"
#include "schema/sqlite/domain_list.h"

namespace tlsward {
namespace {

Look look_in(const sqlite::Rows& rows) {
  return {.domain = Domain(rows.text(0)), .time = rows.timestamp(1), .findings = rows.text(2)};
}

std::vector<SetUp> read_set_ups(sqlite::Rows rows) {
  std::vector<SetUp> set_ups;
  while (rows.next())
    set_ups.push_back({.domain = Domain(rows.text(0)),
                       .id = rows.text(3),
                       .policy = rows.text(4),
                       .mx_hosts = sqlite::domains_in(rows.text(5)),
                       .first = rows.timestamp(1),
                       .last = rows.timestamp(2)});
  return set_ups;
}

}  // namespace

void Looks::add(const Look& look) {
  database_.run("INSERT OR IGNORE INTO findings (text) VALUES (?)", look.findings);
  database_.run(
      "INSERT OR REPLACE INTO look VALUES (?, ?, (SELECT id FROM findings WHERE text = ?))",
      look.domain.text(), look.time, look.findings);
}

void Looks::note(const SetUp& set_up) {
  const std::vector<SetUp> before = read_set_ups(database_.query(
      "SELECT * FROM set_up WHERE domain = ? ORDER BY first DESC LIMIT 1", set_up.domain.text()));
  if (!before.empty() && before.front().is_same(set_up)) {
    database_.run("UPDATE set_up SET last = max(last, ?) WHERE domain = ? AND first = ?",
                  set_up.last, set_up.domain.text(), before.front().first);
    return;
  }
  database_.run("INSERT OR REPLACE INTO set_up VALUES (?, ?, ?, ?, ?, ?)", set_up.domain.text(),
                set_up.last, set_up.last, set_up.id, sqlite::Blob{set_up.policy},
                sqlite::joined(set_up.mx_hosts));
}

void Looks::note(const CertificateSighting& certificate) {
  sqlite::Rows before = database_.query(
      "SELECT first, sha256 FROM certificate_sighting WHERE host = ? AND address = ? "
      "ORDER BY first DESC LIMIT 1",
      certificate.host.text(), certificate.address);
  if (before.next() && before.text(1) == certificate.sha256) {
    database_.run(
        "UPDATE certificate_sighting SET last = max(last, ?) WHERE host = ? AND address = ? AND "
        "first = ?",
        certificate.last, certificate.host.text(), certificate.address, before.timestamp(0));
    return;
  }
  database_.run("INSERT OR REPLACE INTO certificate_sighting VALUES (?, ?, ?, ?, ?, ?, ?)",
                certificate.host.text(), certificate.address, certificate.last, certificate.last,
                certificate.sha256, certificate.not_before, certificate.not_after);
}

void Looks::forget(Timestamp looks_before, Timestamp set_ups_before) {
  database_.run(
      "DELETE FROM look WHERE time < ? AND EXISTS (SELECT 1 FROM look AS later "
      "WHERE later.domain = look.domain AND later.time > look.time)",
      looks_before);
  database_.run("DELETE FROM look WHERE time < ?", set_ups_before);
  database_.run("DELETE FROM findings WHERE id NOT IN (SELECT findings FROM look)");
  database_.run("DELETE FROM set_up WHERE last < ?", set_ups_before);
  database_.run("DELETE FROM certificate_sighting WHERE last < ?", set_ups_before);
}

std::optional<Look> Looks::last(const Domain& domain, Timestamp until) {
  sqlite::Rows rows = database_.query(
      "SELECT domain, time, text FROM look JOIN findings ON findings.id = look.findings "
      "WHERE domain = ? AND time <= ? ORDER BY time DESC LIMIT 1",
      domain.text(), until);
  if (!rows.next()) return {};
  return look_in(rows);
}

std::vector<Look> Looks::last_of_all(Timestamp since, Timestamp until) {
  sqlite::Rows rows = database_.query(
      "SELECT domain, max(time), text FROM look JOIN findings ON findings.id = look.findings "
      "WHERE time BETWEEN ? AND ? GROUP BY domain ORDER BY domain",
      since, until);
  std::vector<Look> looks;
  while (rows.next())
    looks.push_back(look_in(rows));
  return looks;
}

std::vector<Domain> Looks::domains(Timestamp since) {
  sqlite::Rows rows =
      database_.query("SELECT DISTINCT domain FROM look WHERE time >= ? ORDER BY domain", since);
  std::vector<Domain> domains;
  while (rows.next())
    domains.emplace_back(rows.text(0));
  return domains;
}

std::vector<SetUp> Looks::set_ups(const Domain& domain, Timestamp until) {
  return read_set_ups(database_.query(
      "SELECT * FROM set_up WHERE domain = ? AND first <= ? ORDER BY first", domain.text(), until));
}

std::vector<CertificateSighting> Looks::certificates(const Domain& host, Timestamp until) {
  sqlite::Rows rows = database_.query(
      "SELECT address, first, last, sha256, not_before, not_after FROM certificate_sighting "
      "WHERE host = ? AND first <= ? ORDER BY first, address",
      host.text(), until);
  std::vector<CertificateSighting> certificates;
  while (rows.next())
    certificates.push_back({.host = host,
                            .address = rows.text(0),
                            .sha256 = rows.text(3),
                            .not_before = rows.timestamp(4),
                            .not_after = rows.timestamp(5),
                            .first = rows.timestamp(1),
                            .last = rows.timestamp(2)});
  return certificates;
}

}  // namespace tlsward
