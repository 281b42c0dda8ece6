// How the public endpoint fares, as `serve` notes it: whether it could begin to listen, and how
// long its certificate is good for. Who reads it, hours later, may be another process.
#pragma once

#include "schema/timestamp.h"

#include <optional>
#include <string>

namespace tlsward {

namespace sqlite {
class Database;
}

struct EndpointStatus {
  std::string address;             // as configured: "0.0.0.0:443"
  std::optional<Timestamp> alive;  // when it last listened; absent: never yet
  std::optional<Timestamp> certificate_not_before = {};
  std::optional<Timestamp> certificate_not_after;  // absent: it speaks plain HTTP
  std::string fault;  // why it could not begin to listen when it was last tried; safe to print; ""
                      // if it could
};

// For the thread of its Store. Writing goes inside Store::transact().
class Endpoints {
 public:
  explicit Endpoints(sqlite::Database& database) : database_(database) {}

  // That it listens. Takes the place of all that was noted before: there is one endpoint.
  void note_alive(const EndpointStatus& status);

  // That it cannot begin to listen. When it last did stays.
  void note_fault(const std::string& address, const std::string& fault);

  // That there is none any more.
  void forget();

  // Absent where none was ever noted.
  std::optional<EndpointStatus> status();

 private:
  sqlite::Database& database_;
};

}  // namespace tlsward
