#include "schema/sqlite/database.h"

#include "schema/sqlite/migrate.h"

#include <algorithm>
#include <utility>

namespace tlsward::sqlite {

namespace {

// Lines touched by more than this are recounted before the group goes on, to bound memory.
constexpr std::size_t kMaxTouched = 20'000;

void prepare_for_writing(Connection& connection, Commits commits) {
  // FULL: with NORMAL, what was answered with 200 does not survive a power cut.
  connection.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  migrate(connection);
  connection.execute("PRAGMA foreign_keys = ON; PRAGMA journal_size_limit = 67108864");
  if (commits == Commits::grouped) connection.execute("PRAGMA wal_autocheckpoint = 10000");
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
  if (commits_ == Commits::grouped) {
    join(work);
    return;
  }
  run("BEGIN IMMEDIATE");
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
  require_in_place();
  run("COMMIT");
  pending_ = 0;
}

void Database::join(const std::function<void()>& work) {
  const bool first = !in_transaction();
  if (first) run("BEGIN IMMEDIATE");
  recount_if_many();
  run("SAVEPOINT delivery");
  Guard guard([this, first, pending = pending_] {
    roll_back_delivery();
    pending_ = pending;
    if (!first && !in_transaction()) lost_ = last_fault();
  });
  work();
  run("RELEASE delivery");
  guard.completed();
}

// Before the savepoint, not in it: the sums of earlier deliveries must not go with this one.
void Database::recount_if_many() {
  if (daily_.touched() <= kMaxTouched) return;
  Guard guard([this] {
    roll_back();
    lost_ = last_fault();
  });
  daily_.recount();
  guard.completed();
}

// After some faults (no room, for one) SQLite has rolled everything back by itself.
void Database::roll_back() {
  if (in_transaction()) try_execute("ROLLBACK");
  dimensions_.forget();
  daily_.forget();
  pending_ = 0;
}

void Database::roll_back_delivery() {
  if (in_transaction() && !try_execute("ROLLBACK TO delivery; RELEASE delivery")) roll_back();
  dimensions_.forget();
}

}  // namespace tlsward::sqlite
