// What takes long to make and is asked for again soon: among a million reports of a thousand
// domains a day's digest takes seconds, and each part of a list is a page. It is kept for minutes,
// and whoever asks while it is made waits for it, so that a page that is loaded anew in impatience
// costs nothing more. What is first shown to who sees all is renewed in time (web/renew_kept.h).
#pragma once

#include "analyzer/digest.h"
#include "analyzer/gather_problems.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace tlsward {

inline constexpr std::chrono::milliseconds kLongToMake{200};
inline constexpr std::chrono::minutes kKeptFor{5};
inline constexpr std::size_t kMostKept = 4;  // of a kind: they may be large

// For any number of threads.
template <class Value>
class KeptValues {
 public:
  using Shared = std::shared_ptr<const Value>;

  // Keeps what took so long to make.
  explicit KeptValues(std::chrono::milliseconds long_to_make = kLongToMake)
      : long_to_make_(long_to_make) {}

  // The value of this name: the kept one, unless it is older than kKeptFor; else made now. Throws
  // what `make` throws, and keeps nothing then.
  Shared get(const std::string& name, Timestamp now, const std::function<Value()>& make) {
    const std::shared_ptr<Slot> slot = slot_of(name);
    const std::scoped_lock lock(slot->making);
    if (slot->is_good(now)) return slot->value;
    slot->value.reset();
    const Made made = time_making(make);
    if (made.took >= long_to_make_) keep(slot, made.value, now);
    return made.value;
  }

  // Makes the value anew and keeps it where that took long; returns how long it took. Who asks
  // meanwhile is given the one before, or waits where there is none. Throws what `make` throws; the
  // one before is kept then.
  std::chrono::milliseconds renew(const std::string& name, Timestamp now,
                                  const std::function<Value()>& make) {
    const std::shared_ptr<Slot> slot = slot_of(name);
    std::unique_lock lock(slot->making);
    if (slot->is_good(now)) lock.unlock();
    const Made made = time_making(make);
    if (!lock.owns_lock()) lock.lock();
    if (made.took >= long_to_make_ && slot->made <= now) keep(slot, made.value, now);
    return std::chrono::duration_cast<std::chrono::milliseconds>(made.took);
  }

  // What is asked for from now on is made anew.
  void forget() {
    const std::scoped_lock lock(mutex_);
    kept_.clear();
    making_.clear();
  }

 private:
  struct Slot {
    std::mutex making;  // of what is below, too
    Timestamp made;     // when its making began
    Shared value;

    bool is_good(Timestamp now) const { return value && now - made < kKeptFor; }
  };
  struct Made {
    Shared value;
    std::chrono::steady_clock::duration took;
  };
  using Named = std::pair<std::string, std::shared_ptr<Slot>>;

  static Made time_making(const std::function<Value()>& make) {
    const auto before = std::chrono::steady_clock::now();
    auto value = std::make_shared<const Value>(make());
    return {std::move(value), std::chrono::steady_clock::now() - before};
  }

  // Those that nobody waits for, and that keep nothing, are let go here.
  std::shared_ptr<Slot> slot_of(const std::string& name) {
    const std::scoped_lock lock(mutex_);
    std::erase_if(making_, [](const auto& named) { return named.second.expired(); });
    for (auto kept = kept_.begin(); kept != kept_.end(); ++kept)
      if (kept->first == name) {
        kept_.splice(kept_.begin(), kept_, kept);
        return kept_.front().second;
      }
    std::weak_ptr<Slot>& made = making_[name];
    std::shared_ptr<Slot> slot = made.lock();
    if (!slot) made = slot = std::make_shared<Slot>();
    return slot;
  }

  // Of those that are kept, the one goes that was asked for longest ago. The slot is locked.
  void keep(const std::shared_ptr<Slot>& slot, const Shared& value, Timestamp now) {
    slot->made = now;
    slot->value = value;
    const std::scoped_lock lock(mutex_);
    const auto named =
        std::ranges::find_if(making_, [&](const auto& one) { return one.second.lock() == slot; });
    if (named == making_.end()) return;  // kept already; or forgotten, or pushed out meanwhile
    kept_.emplace_front(named->first, slot);
    making_.erase(named);
    if (kept_.size() > kMostKept) kept_.pop_back();
  }

  const std::chrono::milliseconds long_to_make_;
  std::mutex mutex_;
  std::list<Named> kept_;                              // the last asked for first
  std::map<std::string, std::weak_ptr<Slot>> making_;  // somebody waits for them
};

// What is kept for the pages. For any number of threads.
class Kept {
 public:
  KeptValues<Digest> digests;
  KeptValues<std::vector<Problem>> problems;

  explicit Kept(std::chrono::milliseconds long_to_make = kLongToMake)
      : digests(long_to_make), problems(long_to_make) {}

  void forget() {
    digests.forget();
    problems.forget();
    const std::scoped_lock lock(mutex_);
    is_forgotten_ = true;
    forgotten_.notify_all();
  }

  // Somebody who sees all looked at a page that is made of these.
  void note_asked(Timestamp now) {
    const std::scoped_lock lock(mutex_);
    asked_ = std::max(asked_, now);
  }

  // When that was last; 1970 if never.
  Timestamp asked() const {
    const std::scoped_lock lock(mutex_);
    return asked_;
  }

  // For one thread: sleeps so long, or until all is forgotten (since the last wait), or until it is
  // to stop.
  void wait(std::chrono::milliseconds most, const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    forgotten_.wait_for(lock, stop, most, [this] { return is_forgotten_; });
    is_forgotten_ = false;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable_any forgotten_;
  bool is_forgotten_ = false;
  Timestamp asked_;
};

}  // namespace tlsward
