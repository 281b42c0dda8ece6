#include "schema/sqlite/quarantine.h"

#include "schema/deliveries.h"
#include "schema/network.h"

namespace tlsward::sqlite {

namespace {

void add_bytes(Database& database, const std::string& channel, const std::string& share,
               std::int64_t bytes) {
  database.run(
      "INSERT INTO quarantine_bytes VALUES (?, ?, ?) "
      "ON CONFLICT DO UPDATE SET bytes = bytes + excluded.bytes",
      channel, share, bytes);
  database.run("DELETE FROM quarantine_bytes WHERE channel = ? AND share = ? AND bytes = 0",
               channel, share);
}

}  // namespace

std::string share_of(std::string_view channel, std::string_view source) {
  if (channel != "https") return "";
  return network_of(source.substr(0, source.find(": ")));  // "192.0.2.7: member.json"
}

void add_quarantine_bytes(Database& database, const std::string& channel, const std::string& source,
                          std::int64_t bytes) {
  add_bytes(database, channel, share_of(channel, source), bytes);
  add_bytes(database, "", "", bytes);
}

void move_side_of_conflict(Database& database, std::int64_t report, bool counted) {
  const std::optional<KeptDelivery> first = Deliveries(database).find(report);
  if (!first || first->outcome != (counted ? Outcome::conflict : Outcome::stored)) return;
  const Outcome outcome = counted ? Outcome::stored : Outcome::conflict;
  const std::string reason(name(Reason::conflict));
  const std::string detail = "another report of the same identity counts";
  database.run("UPDATE delivery SET outcome = ?, reason = ?, detail = ? WHERE id = ?",
               static_cast<std::int64_t>(outcome), counted ? nullptr : &reason,
               counted ? nullptr : &detail, report);
  add_quarantine_bytes(database, first->channel, first->source,
                       counted ? -first->bytes : first->bytes);
}

}  // namespace tlsward::sqlite
