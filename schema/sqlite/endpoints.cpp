// Endpoints over SQLite.
#include "schema/endpoints.h"

#include "schema/sqlite/database.h"

#include <chrono>
#include <cstdint>

namespace tlsward {
namespace {

std::optional<std::int64_t> seconds_or_none(std::optional<Timestamp> time) {
  return time ? std::optional<std::int64_t>(time->time_since_epoch().count()) : std::nullopt;
}

std::optional<Timestamp> time_or_none(std::optional<std::int64_t> seconds) {
  return seconds ? std::optional(Timestamp(std::chrono::seconds(*seconds))) : std::nullopt;
}

}  // namespace

void Endpoints::note_alive(const EndpointStatus& status) {
  database_.run("INSERT OR REPLACE INTO endpoint VALUES (1, ?, ?, ?, '', ?)", status.address,
                seconds_or_none(status.alive), seconds_or_none(status.certificate_not_after),
                seconds_or_none(status.certificate_not_before));
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
                        .alive = time_or_none(rows.optional_integer(1)),
                        .certificate_not_before = time_or_none(rows.optional_integer(4)),
                        .certificate_not_after = time_or_none(rows.optional_integer(2)),
                        .fault = rows.text(3)};
}

}  // namespace tlsward
