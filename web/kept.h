// What takes long to make and is asked for again soon: among a million reports of a thousand
// domains a day's digest takes seconds, and each part of a list is a page. What is told of it is
// kept for a while, and whoever asks while it is made waits for it, so that a page that is loaded
// anew in impatience costs nothing more. What who sees all is shown is renewed in time
// (web/renew_kept.h).
#pragma once

#include "analyzer/gather_problems.h"
#include "web/told_day.h"

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

namespace tlsward {

enum class Keep { what_took_long, always };

inline constexpr std::chrono::milliseconds kLongToMake{200};
inline constexpr std::chrono::minutes kKeptFor{5};
inline constexpr std::size_t kMostKept = 4;                   // of what may be large
inline constexpr std::size_t kMostOfDays = 64 * 1024 * 1024;  // bytes: 150 days of 1,000 domains

// For any number of threads.
template <class Value>
class KeptValues {
 public:
  using Shared = std::shared_ptr<const Value>;

  using Weigh = std::size_t (*)(const Value&);

  // Keeps what took so long to make, `most` of it by what `weigh` says, and one at least.
  explicit KeptValues(
      std::chrono::milliseconds long_to_make = kLongToMake, std::size_t most = kMostKept,
      Weigh weigh = [](const Value&) -> std::size_t { return 1; })
      : long_to_make_(long_to_make), most_(most), weigh_(weigh) {}

  // The value of this name: the kept one while it is good; else made now. Throws what `make`
  // throws, and keeps nothing then.
  Shared get(const std::string& name, Timestamp now, const std::function<Value()>& make,
             std::chrono::seconds good_for = kKeptFor) {
    const std::shared_ptr<Slot> slot = slot_of(name);
    const std::scoped_lock lock(slot->making);
    if (slot->is_good(now)) return slot->value;
    if (std::exchange(slot->value, nullptr)) let_go(name, slot);
    const Made made = time_making(make);
    if (made.took >= long_to_make_) keep(slot, made.value, now, good_for);
    return made.value;
  }

  // The kept value, where it will still be good then; null if not. Waits while it is made, and
  // counts as asking for it.
  Shared find(const std::string& name, Timestamp then) {
    const std::shared_ptr<Slot> slot = slot_of(name);
    const std::scoped_lock lock(slot->making);
    return slot->is_good(then) ? slot->value : nullptr;
  }

  // Of all that is kept.
  std::size_t weight() const {
    const std::scoped_lock lock(mutex_);
    return weight_unlocked();
  }

  // How many of such a weight are kept.
  std::size_t room_for(const Value& value) const { return most_ / weigh_(value); }

  // Makes the value anew and keeps it where that took long, or where one is kept; returns how long
  // it took. Who asks meanwhile is given the one before, or waits where there is none. Throws what
  // `make` throws; the one before is kept then.
  std::chrono::milliseconds renew(const std::string& name, Timestamp now,
                                  const std::function<Value()>& make,
                                  std::chrono::seconds good_for = kKeptFor,
                                  Keep which = Keep::what_took_long) {
    const std::shared_ptr<Slot> slot = slot_of(name);
    std::unique_lock lock(slot->making);
    if (slot->is_good(now)) lock.unlock();
    const Made made = time_making(make);
    if (!lock.owns_lock()) lock.lock();
    const bool is_kept = made.took >= long_to_make_ || slot->value || which == Keep::always;
    if (is_kept && slot->made <= now) keep(slot, made.value, now, good_for);
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
    Timestamp good_until;
    Shared value;

    bool is_good(Timestamp now) const { return value && now < good_until; }
  };
  struct Made {
    Shared value;
    std::chrono::steady_clock::duration took;
  };
  struct Named {
    std::string name;
    std::shared_ptr<Slot> slot;
    std::size_t weight;
  };

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
      if (kept->name == name) {
        kept_.splice(kept_.begin(), kept_, kept);
        return kept_.front().slot;
      }
    std::weak_ptr<Slot>& made = making_[name];
    std::shared_ptr<Slot> slot = made.lock();
    if (!slot) made = slot = std::make_shared<Slot>();
    return slot;
  }

  // Of those that are kept, those go that were asked for longest ago. The slot is locked.
  void keep(const std::shared_ptr<Slot>& slot, const Shared& value, Timestamp now,
            std::chrono::seconds good_for) {
    slot->made = now;
    slot->good_until = now + good_for;
    slot->value = value;
    const std::scoped_lock lock(mutex_);
    const auto named =
        std::ranges::find_if(making_, [&](const auto& one) { return one.second.lock() == slot; });
    if (named != making_.end()) {
      kept_.push_front({named->first, slot, 0});
      making_.erase(named);
    }
    const auto kept = std::ranges::find(kept_, slot, &Named::slot);
    if (kept == kept_.end()) return;  // forgotten, or pushed out meanwhile
    kept->weight = weigh_(*value);
    while (kept_.size() > 1 && weight_unlocked() > most_)
      kept_.pop_back();
  }

  // Its value is gone; whoever waits for it still finds it. The slot is locked.
  void let_go(const std::string& name, const std::shared_ptr<Slot>& slot) {
    const std::scoped_lock lock(mutex_);
    const auto kept = std::ranges::find(kept_, slot, &Named::slot);
    if (kept == kept_.end()) return;  // forgotten, or pushed out meanwhile
    kept_.erase(kept);
    making_[name] = slot;
  }

  std::size_t weight_unlocked() const {
    std::size_t sum = 0;
    for (const Named& kept : kept_)
      sum += kept.weight;
    return sum;
  }

  const std::chrono::milliseconds long_to_make_;
  const std::size_t most_;
  const Weigh weigh_;
  mutable std::mutex mutex_;
  std::list<Named> kept_;                              // the last asked for first
  std::map<std::string, std::weak_ptr<Slot>> making_;  // somebody waits for them
};

// What is kept for the pages. For any number of threads.
class Kept {
 public:
  KeptValues<ToldDay> days;
  KeptValues<ProblemList> problems;

  explicit Kept(std::chrono::milliseconds long_to_make = kLongToMake)
      : days(long_to_make, kMostOfDays, bytes_of), problems(long_to_make) {}

  void forget() {
    days.forget();
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
  // to stop. Whether all was forgotten.
  bool wait(std::chrono::milliseconds most, const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    forgotten_.wait_for(lock, stop, most, [this] { return is_forgotten_; });
    return std::exchange(is_forgotten_, false);
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable_any forgotten_;
  bool is_forgotten_ = false;
  Timestamp asked_;
};

}  // namespace tlsward
