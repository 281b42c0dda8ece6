// Many deliveries, one commit: requests that arrive together share one fsync, and each is answered
// only after it. The first thread to come writes for all that queue up meanwhile; there is no
// thread of its own.
#pragma once

#include "collector/intake.h"
#include "schema/delivery.h"
#include "schema/store.h"

#include <chrono>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace tlsward {

// For any number of threads.
class GroupCommit {
 public:
  // Opens the database. Throws what open_store() throws.
  GroupCommit(std::string location, const Limits& limits, const Ownership& ownership);
  ~GroupCommit();

  // Reads on the calling thread, then writes together with whoever waits. When it returns, it is on
  // disk. What one delivery throws does not touch the others of its commit; what the commit throws
  // is thrown to each. Throws StoreBusy after 6 s in the queue, else as Intake::keep(). After a
  // failed commit the database is opened anew.
  std::vector<Settled> accept(Delivery delivery);

 private:
  struct Waiting;
  void write_all_waiting();

  std::string location_;
  Limits limits_;
  Ownership ownership_;
  HashKey key_;
  std::mutex queue_mutex_;
  std::deque<std::shared_ptr<Waiting>> queue_;
  std::timed_mutex store_mutex_;  // whoever holds it writes; guards store_ and writer_
  std::unique_ptr<Store> store_;
  std::unique_ptr<Intake> writer_;
};

}  // namespace tlsward
