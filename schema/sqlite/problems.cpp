// Problems over SQLite.
#include "schema/problems.h"

#include "schema/sqlite/database.h"

namespace tlsward {

void Problems::mute(const Mute& mute) {
  database_.run("INSERT OR REPLACE INTO problem_mute VALUES (?, ?, ?, ?, ?)", mute.problem,
                mute.since, mute.until, mute.reason, mute.size);
}

bool Problems::unmute(const std::string& problem) {
  sqlite::Rows rows =
      database_.query("DELETE FROM problem_mute WHERE problem = ? RETURNING problem", problem);
  return rows.next();
}

void Problems::settle(const Settlement& settlement) {
  database_.run("INSERT OR REPLACE INTO problem_settlement VALUES (?, ?)", settlement.problem,
                settlement.day);
}

std::vector<Mute> Problems::mutes() {
  std::vector<Mute> mutes;
  sqlite::Rows rows = database_.query(
      "SELECT problem, since, until, reason, size FROM problem_mute ORDER BY problem");
  while (rows.next())
    mutes.push_back({.problem = rows.text(0),
                     .since = rows.day(1),
                     .until = rows.day(2),
                     .reason = rows.text(3),
                     .size = rows.integer(4)});
  return mutes;
}

std::vector<Settlement> Problems::settlements() {
  std::vector<Settlement> settlements;
  sqlite::Rows rows =
      database_.query("SELECT problem, day FROM problem_settlement ORDER BY problem");
  while (rows.next())
    settlements.push_back({.problem = rows.text(0), .day = rows.day(1)});
  return settlements;
}

}  // namespace tlsward
