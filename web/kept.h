// What takes long to make and is asked for again soon: among a million reports of a thousand
// domains a day's digest takes seconds, and each part of a list is a page. It is kept for a minute,
// and whoever asks while it is made waits for it, so that a page that is loaded anew in impatience
// costs nothing more.
#pragma once

#include "analyzer/digest.h"
#include "analyzer/gather_problems.h"

#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
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
    return value;
  }

  // What is asked for from now on is made anew.
  void forget() {
    const std::scoped_lock lock(mutex_);
    slots_.clear();
  }

 private:
  struct Slot {
    std::string name;
    std::mutex making;
    Timestamp made;
    Shared value;
  };

  // Of those that nobody asked for lately the oldest goes.
  std::shared_ptr<Slot> slot_of(const std::string& name) {
    const std::scoped_lock lock(mutex_);
    for (auto slot = slots_.begin(); slot != slots_.end(); ++slot)
      if ((*slot)->name == name) {
        slots_.splice(slots_.begin(), slots_, slot);
        return slots_.front();
      }
    slots_.push_front(std::make_shared<Slot>());
    slots_.front()->name = name;
    if (slots_.size() > kMostKept) slots_.pop_back();
    return slots_.front();
  }

  const std::chrono::milliseconds long_to_make_;
  std::mutex mutex_;
  std::list<std::shared_ptr<Slot>> slots_;
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
