// Who may look at the dashboard and ask the API. Of a password only the hash is kept, made and
// compared outside (web/password.h); a user's logins are in schema/login_sessions.h, their tokens
// in schema/api_tokens.h.
#pragma once

#include "schema/domain.h"
#include "schema/timestamp.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

namespace sqlite {
class Database;
class Rows;
}  // namespace sqlite

enum class Role {
  admin,      // sees and changes all
  owner,      // sees and changes what is of their domains
  read_only,  // sees all, changes nothing
};

// "admin", "owner", "read-only", as they are stored, typed and shown.
std::string_view name(Role role);

// Absent for any other word.
std::optional<Role> parse_role(std::string_view word);

struct User {
  std::string name;  // is_user_name(); compared without regard to case
  Role role = Role::read_only;
  std::vector<Domain> domains;  // of an owner: these and those below
  std::string owner;          // of an owner: the [[owner]] whose domains are theirs too; "" = none
  std::string password_hash;  // "" = no login by password
  Timestamp created;

  bool operator==(const User&) const = default;
};

// 1 to 64 letters, digits and ".", "_", "@", "-" of ASCII.
bool is_user_name(std::string_view text);

// For the thread of its Store. Writing goes inside Store::transact().
class Users {
 public:
  explicit Users(sqlite::Database& database) : database_(database) {}

  // False, and nothing is changed, where there is one of that name.
  bool add(const User& user);

  // By name, in any case of letters; absent if there is none.
  std::optional<User> find(const std::string& name);

  // By name.
  std::vector<User> all();

  // Ends the user's logins, too; their tokens stay. False if there is no such user.
  bool set_password_hash(const std::string& name, const std::string& hash);

  // Ends the user's logins and tokens, too. False if there is no such user.
  bool remove(const std::string& name);

 private:
  static User make_user(const sqlite::Rows& rows);

  sqlite::Database& database_;
};

}  // namespace tlsward
