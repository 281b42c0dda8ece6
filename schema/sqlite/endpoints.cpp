// Endpoints over SQLite.
#include "schema/endpoints.h"

#include "schema/sqlite/database.h"

namespace tlsward {

void Endpoints::note_alive(const EndpointStatus& status) {
  database_.run("INSERT OR REPLACE INTO endpoint VALUES (1, ?, ?, ?, '', ?)", status.address,
                status.alive, status.certificate_not_after, status.certificate_not_before);
}

void Endpoints::note_fault(const std::string& address, const std::string& fault) {
  database_.run(
      "INSERT INTO endpoint VALUES (1, ?1, NULL, NULL, ?2, NULL) "
      "ON CONFLICT (id) DO UPDATE SET address = ?1, fault = ?2",
      address, fault);
}

void Endpoints::forget() {
  database_.run("DELETE FROM endpoint");
}

std::optional<EndpointStatus> Endpoints::status() {
  sqlite::Rows rows = database_.query(
      "SELECT address, alive, certificate_not_after, fault, certificate_not_before "
      "FROM endpoint");
  if (!rows.next()) return {};
  return EndpointStatus{.address = rows.text(0),
                        .alive = rows.optional_timestamp(1),
                        .certificate_not_before = rows.optional_timestamp(4),
                        .certificate_not_after = rows.optional_timestamp(2),
                        .fault = rows.text(3)};
}

}  // namespace tlsward
