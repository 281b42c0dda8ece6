// Who is logged in to the dashboard. The browser has a session's id as a cookie; the database has
// only the hash of it, so that nobody who reads a copy of the database can go on with a session.
#pragma once

#include "schema/timestamp.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>

namespace tlsward {

namespace sqlite {
class Database;
}

struct LoginSession {
  // A session ends where nobody asked for a page for so long, and at the latest so long after
  // login.
  static constexpr std::chrono::hours kIdle{12};
  static constexpr std::chrono::hours kLongest{7 * 24};

  std::string id_hash;  // SHA-256 of the cookie's value, in hex
  std::string user;     // there is one of that name
  Timestamp created;
  Timestamp last_seen;

  // When it ends if nobody asks again.
  Timestamp expires() const { return std::min(last_seen + kIdle, created + kLongest); }

  bool operator==(const LoginSession&) const = default;
};

// For the thread of its Store. Writing goes inside Store::transact().
class LoginSessions {
 public:
  explicit LoginSessions(sqlite::Database& database) : database_(database) {}

  // Throws if there is no such user, or one of that hash.
  void add(const LoginSession& session);

  // Absent if there is none, or it ended before `now`.
  std::optional<LoginSession> find(const std::string& id_hash, Timestamp now);

  void note_seen(const std::string& id_hash, Timestamp now);

  // Ends one; nothing happens if there is none.
  void remove(const std::string& id_hash);

  // Forgets those that ended before then.
  void forget_ended(Timestamp now);

 private:
  sqlite::Database& database_;
};

}  // namespace tlsward
