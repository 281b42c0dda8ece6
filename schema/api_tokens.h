// With what programs ask the API and the metrics: a token stands for a user, or for less. The
// database has only the hash of its secret, which is told once, when it is made.
#pragma once

#include "schema/domain.h"
#include "schema/timestamp.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

namespace sqlite {
class Database;
class Rows;
}  // namespace sqlite

enum class TokenScope {
  read,   // changes nothing
  write,  // changes what its user may change
};

// "read", "write", as they are stored, typed and shown.
std::string_view name(TokenScope scope);

struct ApiToken {
  std::int64_t id = 0;      // add() gives it, and never gives it again
  std::string name;         // what it is for; safe to print
  std::string secret_hash;  // SHA-256 of the secret, in hex
  std::string user;         // there is one of that name
  TokenScope scope = TokenScope::read;
  std::vector<Domain> domains;  // of what its user sees, only these and those below; none: all
  Timestamp created;
  std::optional<Timestamp> last_used;  // absent: never
  std::optional<Timestamp> expires;    // absent: never

  bool operator==(const ApiToken&) const = default;
};

// For the thread of its Store. Writing goes inside Store::transact().
class ApiTokens {
 public:
  explicit ApiTokens(sqlite::Database& database) : database_(database) {}

  // Returns its id. Throws if there is no such user, or one of that hash.
  std::int64_t add(const ApiToken& token);

  // Absent if there is none, or it expired before `now`.
  std::optional<ApiToken> find(const std::string& secret_hash, Timestamp now);

  // Those of the user, also expired ones, the oldest first.
  std::vector<ApiToken> of(const std::string& user);

  // Those of all users, by user.
  std::vector<ApiToken> all();

  // Once a minute at most: a use less than a minute after the one that was noted last is not.
  void note_used(std::int64_t id, Timestamp now);

  // False if there is none.
  bool remove(std::int64_t id);

 private:
  static std::vector<ApiToken> read(sqlite::Rows rows);

  sqlite::Database& database_;
};

}  // namespace tlsward
