// Retention over SQLite.
#include "schema/retention.h"

#include "schema/sqlite/database.h"

namespace tlsward {

bool Retention::has_any(Timestamp before) {
  sqlite::Rows rows = database_.query(
      "SELECT EXISTS (SELECT 1 FROM outbox WHERE state <> 'waiting' "
      "AND coalesce(settled, created) < ?1 "
      "AND id NOT IN (SELECT max(id) FROM outbox GROUP BY owner, state)) "
      "OR EXISTS (SELECT 1 FROM alert_mail WHERE state <> 'waiting' AND settled < ?1 "
      "AND id NOT IN (SELECT max(id) FROM alert_mail GROUP BY owner, state) "
      "AND id NOT IN (SELECT mail FROM alert_thread WHERE mail IS NOT NULL)) "
      "OR EXISTS (SELECT 1 FROM alert_thread WHERE told = 'resolved' AND noticed < ?1) "
      "OR EXISTS (SELECT 1 FROM webhook_post WHERE state <> 'waiting' AND settled < ?1 "
      "AND id NOT IN (SELECT max(id) FROM webhook_post GROUP BY webhook, state))",
      before);
  return rows.next() && rows.integer(0) != 0;
}

// The recipients of a mail go after it.
void Retention::forget(Timestamp before) {
  database_.run(
      "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE state <> 'waiting' "
      "AND coalesce(settled, created) < ? "
      "AND id NOT IN (SELECT max(id) FROM outbox GROUP BY owner, state) ORDER BY id LIMIT 1000)",
      before);
  database_.run("DELETE FROM outbox_recipient WHERE mail NOT IN (SELECT id FROM outbox)");
  database_.run(
      "DELETE FROM alert_thread WHERE id IN (SELECT id FROM alert_thread "
      "WHERE told = 'resolved' AND noticed < ? ORDER BY id LIMIT 1000)",
      before);
  database_.run("DELETE FROM alert_line WHERE thread NOT IN (SELECT id FROM alert_thread)");
  database_.run(
      "DELETE FROM alert_mail WHERE id IN (SELECT id FROM alert_mail WHERE state <> 'waiting' "
      "AND settled < ? AND id NOT IN (SELECT max(id) FROM alert_mail GROUP BY owner, state) "
      "AND id NOT IN (SELECT mail FROM alert_thread WHERE mail IS NOT NULL) ORDER BY id "
      "LIMIT 1000)",
      before);
  database_.run("DELETE FROM alert_recipient WHERE mail NOT IN (SELECT id FROM alert_mail)");
  database_.run(
      "DELETE FROM webhook_post WHERE id IN (SELECT id FROM webhook_post WHERE state <> 'waiting' "
      "AND settled < ? AND id NOT IN (SELECT max(id) FROM webhook_post GROUP BY webhook, state) "
      "ORDER BY id LIMIT 1000)",
      before);
}

}  // namespace tlsward
