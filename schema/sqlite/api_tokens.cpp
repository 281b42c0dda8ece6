// ApiTokens over SQLite.
#include "schema/api_tokens.h"

#include "schema/sqlite/database.h"
#include "schema/sqlite/domain_list.h"

#include <chrono>
#include <utility>

namespace tlsward {

namespace {

constexpr std::chrono::minutes kBetweenUses{1};

}  // namespace

std::string_view name(TokenScope scope) {
  return scope == TokenScope::write ? "write" : "read";
}

std::vector<ApiToken> ApiTokens::read(sqlite::Rows rows) {
  std::vector<ApiToken> tokens;
  while (rows.next())
    tokens.push_back(
        {.id = rows.integer(0),
         .name = rows.text(1),
         .secret_hash = rows.text(2),
         .user = rows.text(3),
         .scope = rows.text(4) == name(TokenScope::write) ? TokenScope::write : TokenScope::read,
         .domains = sqlite::domains_in(rows.text(5)),
         .created = rows.timestamp(6),
         .last_used = rows.optional_timestamp(7),
         .expires = rows.optional_timestamp(8)});
  return tokens;
}

std::int64_t ApiTokens::add(const ApiToken& token) {
  database_.run(
      "INSERT INTO api_token (name, secret_hash, user, scope, domains, created, last_used, "
      "expires) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      token.name, token.secret_hash, token.user, std::string(name(token.scope)),
      sqlite::joined(token.domains), token.created, token.last_used, token.expires);
  return database_.last_id();
}

std::optional<ApiToken> ApiTokens::find(const std::string& secret_hash, Timestamp now) {
  std::vector<ApiToken> found =
      read(database_.query("SELECT * FROM api_token WHERE secret_hash = ?", secret_hash));
  if (found.empty() || (found.front().expires && *found.front().expires <= now)) return {};
  return std::move(found.front());
}

std::vector<ApiToken> ApiTokens::of(const std::string& user) {
  return read(database_.query("SELECT * FROM api_token WHERE user = ? ORDER BY id", user));
}

std::vector<ApiToken> ApiTokens::all() {
  return read(database_.query("SELECT * FROM api_token ORDER BY user, id"));
}

void ApiTokens::note_used(std::int64_t id, Timestamp now) {
  database_.run(
      "UPDATE api_token SET last_used = ?1 WHERE id = ?2 AND coalesce(last_used <= ?3, 1)", now, id,
      now - kBetweenUses);
}

bool ApiTokens::remove(std::int64_t id) {
  sqlite::Rows rows = database_.query("DELETE FROM api_token WHERE id = ? RETURNING id", id);
  return rows.next();
}

}  // namespace tlsward
