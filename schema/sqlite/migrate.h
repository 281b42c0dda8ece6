// Brings a database up to the newest schema: numbered files, never edited once released.
#pragma once

#include "schema/sqlite/connection.h"

namespace tlsward::sqlite {

// Runs what is pending in one transaction: after a crash the schema is the old one or the new one.
// Throws StoreUnusable if the database is of a newer tlsward.
void migrate(Connection& connection);

// Throws StoreUnusable unless the schema is the newest.
void require_newest(Connection& connection);

}  // namespace tlsward::sqlite
