// LoginSessions over SQLite.
#include "schema/login_sessions.h"

#include "schema/sqlite/database.h"

namespace tlsward {

void LoginSessions::add(const LoginSession& session) {
  database_.run("INSERT INTO login_session VALUES (?, ?, ?, ?)", session.id_hash, session.user,
                session.created, session.last_seen);
}

std::optional<LoginSession> LoginSessions::find(const std::string& id_hash, Timestamp now) {
  sqlite::Rows rows = database_.query(
      "SELECT user, created, last_seen FROM login_session WHERE id_hash = ?", id_hash);
  if (!rows.next()) return {};
  LoginSession session{.id_hash = id_hash,
                       .user = rows.text(0),
                       .created = rows.timestamp(1),
                       .last_seen = rows.timestamp(2)};
  if (session.expires() <= now) return {};
  return session;
}

void LoginSessions::note_seen(const std::string& id_hash, Timestamp now) {
  database_.run("UPDATE login_session SET last_seen = max(last_seen, ?) WHERE id_hash = ?", now,
                id_hash);
}

void LoginSessions::remove(const std::string& id_hash) {
  database_.run("DELETE FROM login_session WHERE id_hash = ?", id_hash);
}

void LoginSessions::forget_ended(Timestamp now) {
  database_.run("DELETE FROM login_session WHERE last_seen <= ? OR created <= ?",
                now - LoginSession::kIdle, now - LoginSession::kLongest);
}

}  // namespace tlsward
