// Policies over SQLite.
#include "schema/policies.h"

#include "schema/sqlite/database.h"

namespace tlsward {

void Policies::set_draft(const Domain& domain, const std::string& text) {
  database_.run("INSERT OR REPLACE INTO policy_draft VALUES (?, ?)", domain.text(), text);
}

std::optional<std::string> Policies::draft(const Domain& domain) {
  sqlite::Rows rows =
      database_.query("SELECT text FROM policy_draft WHERE domain = ?", domain.text());
  if (!rows.next()) return {};
  return rows.text(0);
}

std::vector<Domain> Policies::drafts() {
  std::vector<Domain> domains;
  sqlite::Rows rows = database_.query("SELECT domain FROM policy_draft ORDER BY domain");
  while (rows.next())
    domains.emplace_back(rows.text(0));
  return domains;
}

void Policies::publish(const HostedPolicy& policy) {
  retire(policy.domain, policy.since);
  database_.run("INSERT INTO hosted_policy (domain, id, text, since) VALUES (?, ?, ?, ?)",
                policy.domain.text(), policy.id, policy.text, policy.since);
}

void Policies::retire(const Domain& domain, Timestamp now) {
  database_.run("UPDATE hosted_policy SET until = ? WHERE domain = ? AND until IS NULL", now,
                domain.text());
  database_.run("DELETE FROM policy_draft WHERE domain = ?", domain.text());
}

std::vector<HostedPolicy> Policies::read(sqlite::Rows rows) {
  std::vector<HostedPolicy> policies;
  while (rows.next()) {
    policies.push_back({.domain = Domain(rows.text(0)),
                        .text = rows.text(2),
                        .id = rows.text(1),
                        .since = rows.timestamp(3),
                        .until = rows.optional_timestamp(4)});
  }
  return policies;
}

std::vector<HostedPolicy> Policies::served() {
  return read(database_.query(
      "SELECT domain, id, text, since, until FROM hosted_policy WHERE until IS NULL "
      "ORDER BY domain"));
}

std::optional<HostedPolicy> Policies::served(const Domain& domain) {
  std::vector<HostedPolicy> found =
      read(database_.query("SELECT domain, id, text, since, until FROM hosted_policy "
                           "WHERE domain = ? AND until IS NULL",
                           domain.text()));
  if (found.empty()) return {};
  return std::move(found.front());
}

std::vector<HostedPolicy> Policies::history(const Domain& domain) {
  return read(
      database_.query("SELECT domain, id, text, since, until FROM hosted_policy WHERE domain = ? "
                      "ORDER BY rowid DESC",
                      domain.text()));
}

}  // namespace tlsward
