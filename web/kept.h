// What takes long to make and is asked for again soon: among a million reports of a thousand
// domains a day's digest takes seconds, and each part of a list is a page. It is kept for a minute,
// and whoever asks while it is made waits for it, so that a page that is loaded anew in impatience
// costs nothing more.
#pragma once

#include "analyzer/digest.h"
#include "analyzer/gather_problems.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace tlsward {

inline constexpr std::chrono::milliseconds kLongToMake{200};
inline constexpr std::chrono::seconds kKeptFor{60};
inline constexpr std::size_t kMostKept = 3;  // of a kind: they may be large

// For any number of threads.
template <class Value>
class KeptValues {
 public:
  using Shared = std::shared_ptr<const Value>;

  // Keeps what took so long to make.
  explicit KeptValues(std::chrono::milliseconds long_to_make = kLongToMake)
      : long_to_make_(long_to_make) {}

  // The value of this name: the kept one, unless it is older than a minute; else made now. Throws
  // what `make` throws, and keeps nothing then.
  Shared get(const std::string& name, Timestamp now, const std::function<Value()>& make) {
    const std::shared_ptr<Slot> slot = slot_of(name);
    const std::scoped_lock lock(slot->making);
    if (slot->value && now - slot->made < kKeptFor) return slot->value;
    slot->value.reset();
    const auto before = std::chrono::steady_clock::now();
    auto value = std::make_shared<const Value>(make());
    if (std::chrono::steady_clock::now() - before < long_to_make_) return value;
    slot->made = now;
    slot->value = value;
    keep(slot);
    return value;
  }

  // What is asked for from now on is made anew.
  void forget() {
    const std::scoped_lock lock(mutex_);
    kept_.clear();
    making_.clear();
  }

 private:
  struct Slot {
    std::mutex making;
    Timestamp made;
    Shared value;
  };
  using Named = std::pair<std::string, std::shared_ptr<Slot>>;

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

  // Of those that are kept, the one goes that was asked for longest ago.
  void keep(const std::shared_ptr<Slot>& slot) {
    const std::scoped_lock lock(mutex_);
    const auto named =
        std::ranges::find_if(making_, [&](const auto& one) { return one.second.lock() == slot; });
    if (named == making_.end()) return;  // kept already, or forgotten meanwhile
    kept_.emplace_front(named->first, slot);
    making_.erase(named);
    if (kept_.size() > kMostKept) kept_.pop_back();
  }

  const std::chrono::milliseconds long_to_make_;
  std::mutex mutex_;
  std::list<Named> kept_;                              // the last asked for first
  std::map<std::string, std::weak_ptr<Slot>> making_;  // somebody waits for them
};

struct Kept {
  KeptValues<Digest> digests;
  KeptValues<std::vector<Problem>> problems;

  void forget() {
    digests.forget();
    problems.forget();
  }
};

}  // namespace tlsward
