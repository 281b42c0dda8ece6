// Users over SQLite.
#include "schema/users.h"

#include "schema/sqlite/database.h"
#include "schema/sqlite/domain_list.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace tlsward {

namespace {

constexpr std::size_t kLongestName = 64;

constexpr std::string_view kNameCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._@-";

constexpr std::pair<std::string_view, Role> kRoleWords[] = {
    {"admin", Role::admin}, {"owner", Role::owner}, {"read-only", Role::read_only}};

}  // namespace

std::string_view name(Role role) {
  const auto* const found =
      std::ranges::find(kRoleWords, role, &std::pair<std::string_view, Role>::second);
  assert(found != std::end(kRoleWords));
  return found->first;
}

std::optional<Role> parse_role(std::string_view word) {
  for (const auto& [known, role] : kRoleWords)
    if (known == word) return role;
  return {};
}

bool is_user_name(std::string_view text) {
  return !text.empty() && text.size() <= kLongestName &&
         text.find_first_not_of(kNameCharacters) == std::string_view::npos;
}

User Users::make_user(const sqlite::Rows& rows) {
  return {.name = rows.text(0),
          .role = parse_role(rows.text(1)).value(),  // the table has no others
          .domains = sqlite::domains_in(rows.text(2)),
          .owner = rows.text(3),
          .password_hash = rows.text(4),
          .created = rows.timestamp(5)};
}

bool Users::add(const User& user) {
  sqlite::Rows rows =
      database_.query("INSERT OR IGNORE INTO user VALUES (?, ?, ?, ?, ?, ?) RETURNING name",
                      user.name, std::string(name(user.role)), sqlite::joined(user.domains),
                      user.owner, user.password_hash, user.created);
  return rows.next();
}

std::optional<User> Users::find(const std::string& name) {
  sqlite::Rows rows = database_.query("SELECT * FROM user WHERE name = ?", name);
  if (!rows.next()) return {};
  return make_user(rows);
}

std::vector<User> Users::all() {
  std::vector<User> users;
  sqlite::Rows rows = database_.query("SELECT * FROM user ORDER BY name");
  while (rows.next())
    users.push_back(make_user(rows));
  return users;
}

bool Users::set_password_hash(const std::string& name, const std::string& hash) {
  database_.run("DELETE FROM login_session WHERE user = ?", name);
  sqlite::Rows rows = database_.query(
      "UPDATE user SET password_hash = ? WHERE name = ? RETURNING name", hash, name);
  return rows.next();
}

bool Users::remove(const std::string& name) {
  sqlite::Rows rows = database_.query("DELETE FROM user WHERE name = ? RETURNING name", name);
  return rows.next();
}

}  // namespace tlsward
