// Where deliveries are kept: one row for each, its raw bytes in a table of their own. What is not a
// report of ours is here with its Rejection (the quarantine), bounded by a budget.
#pragma once

#include "schema/delivery.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

namespace sqlite {
class Database;
}

// A delivery as it is kept. A receipt of a report is one whose `report` is that report.
struct KeptDelivery {
  std::int64_t id = 0;
  std::string channel;
  std::string source;
  std::string file_name;
  Trust trust = Trust::unauthenticated;
  std::string evidence;  // "": the usual of its trust, here and wherever a trust is
  Timestamp received;
  Outcome outcome = Outcome::stored;
  std::optional<std::int64_t> report;
  std::optional<Rejection> rejection;
  std::int64_t bytes =
      0;  // of the raw bytes kept; 0 for a duplicate, whose bytes are the first receipt's
};

// What a new delivery row says.
struct NewDelivery {
  const Delivery& delivery;
  Outcome outcome = Outcome::stored;
  std::optional<std::int64_t> report;  // of a duplicate: the report it is a receipt of
  std::optional<Rejection> rejection;
};

// One count for every reason and channel of what was refused.
struct RefusedCount {
  std::string reason;
  std::string channel;
  std::int64_t count = 0;
};

// How often a cap of the listeners was exceeded, by the setting that raises it.
struct ExceededCap {
  std::string setting;  // "limits.header_deadline"
  std::int64_t count = 0;
};

// What is in quarantine for one reason.
struct QuarantineCount {
  Reason reason = Reason::not_understood;
  std::int64_t count = 0;
};

// For the thread of its Store. Writing goes inside Store::transact().
class Deliveries {
 public:
  explicit Deliveries(sqlite::Database& database) : database_(database) {}

  // Keeps the row, and the raw bytes unless the outcome is duplicate (no bytes; past 16 receipts of
  // one report no row either, only a count) or refused (a sample of 64 KiB; the newest 200 are
  // kept). Returns the row's id; a report that is stored takes this id as its own. 0 for a receipt
  // that is only counted.
  std::int64_t keep(const NewDelivery& delivery);

  // If the same bytes are in quarantine for the same reason, come by the same channel with the same
  // trust: that row was received now too. Returns its id; absent if there is none.
  std::optional<std::int64_t> keep_again(const Delivery& delivery, Reason reason);

  // More is known of how the delivery came than when it was kept. Nothing if there is none.
  void believe(std::int64_t id, Trust trust, const std::string& evidence);

  // The delivery; absent if there is none.
  std::optional<KeptDelivery> find(std::int64_t id);

  // Exactly the bytes that came; absent if there are none for that id.
  std::optional<std::string> raw(std::int64_t id);

  // All receipts of the report, the first one first.
  std::vector<KeptDelivery> receipts(std::int64_t report);

  // What is in quarantine (outcomes quarantined and conflict), the newest first; of one reason, if
  // given: of one for which nothing is kept, the samples of what was refused; at most `limit`, 0
  // for all; of those before the id `before`, if given.
  std::vector<KeptDelivery> quarantine(std::optional<Reason> reason, std::size_t limit,
                                       std::optional<std::int64_t> before = {});

  // What is in quarantine about a day, one row a reason: of conflicts the sides that do not count,
  // by the day of their report; of what is no stored report what came from the day's beginning
  // until `until`.
  std::vector<QuarantineCount> count_quarantined(Day day, Timestamp until);

  // The bytes that the quarantine holds: of all, and of those whose share the source uses: by HTTPS
  // the network of its address (network.h), on other channels everybody's.
  std::int64_t quarantine_bytes();
  std::int64_t quarantine_bytes(std::string_view channel, std::string_view source);

  // Removes the delivery and its bytes (a quarantined one that was released under a new id).
  void remove(std::int64_t id);

  // What came on these days, both included, and was refused.
  std::vector<RefusedCount> refused(Day since, Day until);

  // Somebody was so often over a cap before there was a delivery.
  void count_exceeded(Day day, const std::string& setting, std::int64_t times);

  // The same of these days, both included, by setting.
  std::vector<ExceededCap> exceeded(Day since, Day until);

 private:
  sqlite::Database& database_;
};

}  // namespace tlsward
