// Many deliveries, one commit: requests that arrive together share one fsync, and each is answered
// only after it. The first thread to come writes for all that queue up meanwhile, always the oldest
// ones, and goes when its own is written; there is no thread of its own. Nobody has to win a lock
// to learn that his is written, so that none who came early is late.
#pragma once

#include "collector/intake.h"
#include "schema/delivery.h"
#include "schema/store.h"

#include <array>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <span>
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
  // disk. What one delivery throws does not touch the others of its commit, unless the database
  // cannot be written at all: that, and what the commit throws, is thrown to each. Throws StoreBusy
  // after 6 s in the queue, StoreUnusable if the database is gone or another is in its place, else
  // as Intake::keep(). After any of these to all the database is opened anew, but never made.
  std::vector<Settled> accept(Delivery delivery);

  // The same of a delivery that is refused, whatever is in it.
  void refuse(Delivery delivery, Rejection why);

 private:
  struct Waiting;
  std::vector<Settled> write_with_others(std::vector<Reading> readings);
  static constexpr std::size_t kMaxTogether = 256;
  using Batch = std::array<Waiting*, kMaxTogether>;

  std::span<Waiting*> take_waiting(Batch& batch);
  void write_waiting(std::unique_lock<std::mutex>& lock);
  void write(std::span<Waiting*> batch);
  void keep(Waiting& waiting);
  void open_again();

  const std::string location_;
  const Limits limits_;
  const Ownership ownership_;
  std::mutex mutex_;  // guards queue_, writing_ and each Waiting's `done`
  std::condition_variable turn_;
  std::deque<Waiting*> queue_;    // each stands on the stack of the accept() that waits for it
  bool writing_ = false;          // somebody has store_ and writer_ to himself
  std::unique_ptr<Store> store_;  // none after a failure
  const HashKey key_;
  Intake writer_;
};

}  // namespace tlsward
