#include "collector/group_commit.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <filesystem>
#include <utility>

namespace tlsward {

namespace {

// Senders wait 10 s for their answer (sys4 tlsrpt-reporter), two of which the write may take.
constexpr std::chrono::seconds kPatience{6};

}  // namespace

// One accept() that waits. Its members but `readings` are written by whoever writes.
struct GroupCommit::Waiting {
  std::vector<Reading> readings;
  std::vector<Settled> settled;
  std::exception_ptr error;
  bool done = false;
};

GroupCommit::GroupCommit(std::string location, const Limits& limits, const Ownership& ownership)
    : location_(std::move(location)),
      limits_(limits),
      ownership_(ownership),
      store_(open_store(location_, Commits::grouped)),
      key_(store_->hash_key()),
      writer_(limits_, ownership_, key_) {}

GroupCommit::~GroupCommit() = default;

std::vector<Settled> GroupCommit::accept(Delivery delivery) {
  return write_with_others(Intake(limits_, ownership_, key_).read(std::move(delivery)));
}

void GroupCommit::refuse(Delivery delivery, Rejection why) {
  std::vector<Reading> refused;
  refused.push_back({.delivery = std::move(delivery), .report = unexpected(std::move(why))});
  write_with_others(std::move(refused));
}

std::vector<Settled> GroupCommit::write_with_others(std::vector<Reading> readings) {
  Waiting mine;
  mine.readings = std::move(readings);
  std::unique_lock lock(mutex_);
  queue_.push_back(&mine);
  const auto may_go_on = [&] { return mine.done || !writing_; };
  if (!turn_.wait_for(lock, kPatience, may_go_on) && std::erase(queue_, &mine) > 0) {
    throw StoreBusy(fmt::format("{}: no turn to write within {} s", location_, kPatience.count()));
  }
  turn_.wait(lock, may_go_on);  // Nothing to wait for, unless somebody is writing it just now.
  while (!mine.done)
    write_waiting(lock);
  if (mine.error) std::rethrow_exception(mine.error);
  return std::move(mine.settled);
}

// Takes the first of the queue out of it. Under the lock.
std::span<GroupCommit::Waiting*> GroupCommit::take_waiting(Batch& batch) {
  const std::size_t count = std::min(queue_.size(), batch.size());
  std::copy_n(queue_.begin(), count, batch.begin());
  queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(count));
  return {batch.data(), count};
}

// The lock is given back while it writes.
void GroupCommit::write_waiting(std::unique_lock<std::mutex>& lock) {
  Batch places{};
  const std::span<Waiting*> batch = take_waiting(places);
  writing_ = true;
  lock.unlock();
  // A boundary: each of the waiting threads throws on what befell its delivery.
  try {
    write(batch);
  } catch (...) {
    for (Waiting* waiting : batch)
      waiting->error = std::current_exception();
    store_.reset();
  }
  lock.lock();
  for (Waiting* waiting : batch)
    waiting->done = true;
  writing_ = false;
  turn_.notify_all();
}

void GroupCommit::write(std::span<Waiting*> batch) {
  if (!store_) open_again();
  for (Waiting* waiting : batch)
    keep(*waiting);
  store_->commit();
}

void GroupCommit::keep(Waiting& waiting) {
  try {
    waiting.settled = writer_.keep(*store_, waiting.readings);
  } catch (const StoreBusy&) {
    throw;  // It waited its 2 s for the lock, and so would each of the others.
  } catch (const StoreUnusable&) {
    throw;
  } catch (...) {
    waiting.error = std::current_exception();
  }
}

// Another database would have another key, to which the fingerprints of what waits do not fit.
void GroupCommit::open_again() {
  if (!std::filesystem::exists(location_)) {
    throw StoreUnusable(fmt::format(
        "{}: the database is gone; put it back, or restart to begin a new one", location_));
  }
  store_ = open_store(location_, Commits::grouped);
  if (store_->hash_key() != key_) {
    throw StoreUnusable(
        fmt::format("{}: another database is in its place; restart to use it", location_));
  }
}

}  // namespace tlsward
