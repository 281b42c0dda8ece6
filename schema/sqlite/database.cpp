#include "schema/sqlite/database.h"

#include "schema/sqlite/migrate.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

namespace tlsward::sqlite {

namespace {

constexpr std::chrono::seconds kLockPatience{2};  // as every connection waits for a lock

// Lines touched by more than this are recounted before the group goes on, to bound memory.
constexpr std::size_t kMaxTouched = 20'000;

// Two that make one database at once: SQLite lets neither wait for the lock with which the mode is
// changed, for both would wait for ever. Who comes second finds it changed a moment later. Where
// WAL cannot be had SQLite keeps the old mode without a word; readers would block writers.
void turn_on_write_ahead_log(Connection& connection) {
  const auto deadline = std::chrono::steady_clock::now() + kLockPatience;
  while (!connection.try_execute("PRAGMA journal_mode = WAL")) {
    if (!connection.found_lock_held() || std::chrono::steady_clock::now() > deadline)
      connection.fail();
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  Rows rows = connection.query("PRAGMA journal_mode");
  if (rows.next() && (rows.text(0) == "wal" || rows.text(0) == "memory")) return;
  throw StoreUnusable("database " + connection.location() +
                      ": its file system has no write-ahead log; put it on a local disk");
}

void prepare_for_writing(Connection& connection, Commits commits) {
  // FULL: with NORMAL, what was answered with 200 does not survive a power cut.
  connection.execute("PRAGMA synchronous = FULL");
  turn_on_write_ahead_log(connection);
  migrate(connection);
  connection.execute("PRAGMA foreign_keys = ON; PRAGMA journal_size_limit = 67108864");
  // 40 MB between checkpoints: in a bulk load each page is written many times.
  if (commits == Commits::bulk) connection.execute("PRAGMA wal_autocheckpoint = 10000");
}

HashKey read_hash_key(Connection& connection) {
  Rows rows = connection.query("SELECT value FROM setting WHERE name = 'hash-key'");
  HashKey key{};
  if (!rows.next() || rows.text(0).size() != key.size()) {
    throw StoreUnusable("database " + connection.location() +
                        ": its hash key is gone; restore a backup");
  }
  std::ranges::copy(rows.text(0), key.begin());
  return key;
}

// Undoes on destruction, unless the work was completed.
template <typename Undo>
class Guard {
 public:
  explicit Guard(Undo undo) : undo_(std::move(undo)) {}
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;
  ~Guard() {
    if (!completed_) undo_();
  }

  void completed() { completed_ = true; }

 private:
  Undo undo_;
  bool completed_ = false;
};

}  // namespace

Database::Database(const std::string& location, Access access, Commits commits)
    : Connection(location, access),
      dimensions_(*this),
      daily_(*this, dimensions_),
      totals_(*this),
      commits_(commits) {
  execute("PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY");
  if (access == Access::write) {
    prepare_for_writing(*this, commits);
  } else {
    require_newest(*this);
  }
  hash_key_ = read_hash_key(*this);
}

void Database::transact(const std::function<void()>& work) {
  if (lost_) std::rethrow_exception(lost_);
  const bool first = !in_transaction();
  if (first) run("BEGIN IMMEDIATE");
  switch (commits_) {
    case Commits::each:
      return run_alone(work);
    case Commits::grouped:
      return join(work, first);
    case Commits::bulk:
      return append(work);
  }
}

void Database::run_alone(const std::function<void()>& work) {
  Guard guard([this] { roll_back(); });
  work();
  finish_transaction();
  guard.completed();
}

void Database::commit() {
  if (lost_) std::rethrow_exception(lost_);
  if (!in_transaction()) return;
  Guard guard([this] { roll_back(); });
  finish_transaction();
  guard.completed();
}

void Database::finish_transaction() {
  daily_.recount();
  totals_.write();
  require_in_place();
  run("COMMIT");
  pending_ = 0;
}

// A savepoint undoes this work alone if it throws. It costs 4 us: SQLite copies each page that is
// written in it.
void Database::join(const std::function<void()>& work, bool first) {
  recount_if_many();
  run("SAVEPOINT delivery");
  Guard guard([this, first, pending = pending_] {
    roll_back_delivery();
    pending_ = pending;
    if (!first && !in_transaction()) lose();
  });
  work();
  run("RELEASE delivery");
  guard.completed();
  totals_.keep();
}

void Database::append(const std::function<void()>& work) {
  Guard guard([this] { lose(); });
  work();
  guard.completed();
  recount_if_many();
}

// Outside of savepoints: the sums of earlier deliveries must not go with a later one.
void Database::recount_if_many() {
  if (daily_.touched() + totals_.waiting() <= kMaxTouched) return;
  Guard guard([this] { lose(); });
  daily_.recount();
  totals_.write();
  guard.completed();
}

// The whole group is gone, and who wrote it must learn that: with the fault for which SQLite gave
// it up, if it did and was not, for one, out of memory.
void Database::lose() {
  if (!in_transaction()) lost_ = last_fault();
  if (!lost_) {
    lost_ = std::make_exception_ptr(
        std::runtime_error(fmt::format("database {}: what was not committed is lost", location())));
  }
  roll_back();
}

// After some faults (no room, for one) SQLite has rolled everything back by itself.
void Database::roll_back() {
  if (in_transaction()) try_execute("ROLLBACK");
  dimensions_.forget();
  daily_.forget();
  totals_.forget();
  pending_ = 0;
}

void Database::roll_back_delivery() {
  if (in_transaction() && !try_execute("ROLLBACK TO delivery; RELEASE delivery")) roll_back();
  dimensions_.forget();
  totals_.undo();
}

}  // namespace tlsward::sqlite
