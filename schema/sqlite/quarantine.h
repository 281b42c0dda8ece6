// The quarantine: deliveries of the outcomes quarantined and conflict. Its bytes are kept as
// running sums, because they are asked for with every delivery that may go there.
#pragma once

#include "schema/delivery.h"
#include "schema/sqlite/database.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace tlsward::sqlite {

constexpr bool is_quarantine(Outcome outcome) {
  return outcome == Outcome::quarantined || outcome == Outcome::conflict;
}

// Whose share of the quarantine a delivery uses up: by HTTPS the network of its address, on other
// channels everybody's.
std::string share_of(std::string_view channel, std::string_view source);

// Adds to the sum of the share and to that of all; less than 0 where something leaves.
void add_quarantine_bytes(Database& database, const std::string& channel, const std::string& source,
                          std::int64_t bytes);

// The side of a conflict that does not count stands in quarantine: moves the report's first
// delivery there, or out of there where the report counts now.
void move_side_of_conflict(Database& database, std::int64_t report, bool counted);

}  // namespace tlsward::sqlite
