// Subscriptions over SQLite.
#include "schema/subscriptions.h"

#include "schema/sqlite/database.h"

namespace tlsward {

bool Subscriptions::end(const EndedSubscription& subscription) {
  sqlite::Rows rows =
      database_.query("INSERT OR IGNORE INTO unsubscribed VALUES (?, ?, ?) RETURNING since",
                      subscription.owner, subscription.address, subscription.since);
  return rows.next();
}

bool Subscriptions::resume(const std::string& owner, const std::string& address) {
  sqlite::Rows rows = database_.query(
      "DELETE FROM unsubscribed WHERE owner = ? AND address = ? RETURNING since", owner, address);
  return rows.next();
}

bool Subscriptions::has_ended(const std::string& owner, const std::string& address) {
  sqlite::Rows rows =
      database_.query("SELECT 1 FROM unsubscribed WHERE owner = ? AND address = ?", owner, address);
  return rows.next();
}

std::vector<EndedSubscription> Subscriptions::ended() {
  std::vector<EndedSubscription> ended;
  sqlite::Rows rows =
      database_.query("SELECT owner, address, since FROM unsubscribed ORDER BY owner, address");
  while (rows.next())
    ended.push_back({.owner = rows.text(0), .address = rows.text(1), .since = rows.timestamp(2)});
  return ended;
}

}  // namespace tlsward
