// The database as the plural classes share it: one connection, the dimension tables, the daily sums
// and the open transaction. For one thread at a time.
#pragma once

#include "schema/identity.h"
#include "schema/sqlite/connection.h"
#include "schema/sqlite/daily.h"
#include "schema/sqlite/dimensions.h"
#include "schema/sqlite/running_totals.h"
#include "schema/store.h"

#include <cstddef>
#include <exception>
#include <functional>
#include <string>

namespace tlsward::sqlite {

class Database : public Connection {
 public:
  // Opens, and with Access::write makes or migrates. Throws StoreUnusable with what to do.
  Database(const std::string& location, Access access, Commits commits);

  Dimensions& dimensions() { return dimensions_; }
  Daily& daily() { return daily_; }
  RunningTotals& totals() { return totals_; }
  const HashKey& hash_key() const { return hash_key_; }

  // As Store has them.
  void transact(const std::function<void()>& work);
  void commit();
  std::size_t pending() const { return pending_; }

  // One more report was written.
  void count_report() { ++pending_; }

 private:
  void run_alone(const std::function<void()>& work);
  void join(const std::function<void()>& work, bool first);
  void append(const std::function<void()>& work);
  void finish_transaction();
  void recount_if_many();
  void roll_back();
  void lose();
  void roll_back_delivery();

  Dimensions dimensions_;
  Daily daily_;
  RunningTotals totals_;
  HashKey hash_key_{};
  Commits commits_;
  std::size_t pending_ = 0;
  std::exception_ptr lost_;  // why the open group went with work in it; the Store is no good then
};

}  // namespace tlsward::sqlite
