#include "schema/sqlite/migrate.h"

#include "schema/store.h"

#include "embedded/migrations.h"

#include <fmt/format.h>

#include <iterator>

namespace tlsward::sqlite {

namespace {

constexpr std::int64_t kNewest = std::size(embedded::migrations);

// The number of migrations that were run; throws StoreUnusable if it is more than we know.
std::int64_t version_of(Connection& connection) {
  Rows rows = connection.query("PRAGMA user_version");
  rows.next();
  const std::int64_t version = rows.integer(0);
  if (version <= kNewest) return version;
  throw StoreUnusable(
      fmt::format("database {}: its schema is version {}, this tlsward knows up to {}; use the "
                  "tlsward that made it, or a newer one",
                  connection.location(), version, kNewest));
}

}  // namespace

void migrate(Connection& connection) {
  if (version_of(connection) == kNewest) return;
  connection.execute("BEGIN IMMEDIATE");
  // Asked again: another process may have migrated while this one waited for the lock.
  for (std::int64_t version = version_of(connection); version < kNewest; ++version) {
    connection.execute(std::string(embedded::migrations[version].second));
    connection.execute(fmt::format("PRAGMA user_version = {}", version + 1));
  }
  connection.execute("COMMIT");
}

void require_newest(Connection& connection) {
  const std::int64_t version = version_of(connection);
  if (version == kNewest) return;
  throw StoreUnusable(
      fmt::format("database {}: its schema is version {} of {}; run `tlsward serve` or `tlsward "
                  "import` once, which bring it up to date",
                  connection.location(), version, kNewest));
}

}  // namespace tlsward::sqlite
