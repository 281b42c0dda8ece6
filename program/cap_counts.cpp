#include "program/cap_counts.h"

#include "schema/deliveries.h"
#include "schema/store.h"

namespace tlsward {

void CapCounts::count(std::string_view setting) {
  const std::lock_guard lock(mutex_);
  ++counts_.try_emplace(std::string(setting)).first->second;
}

void CapCounts::keep(const std::string& database, Day day) {
  std::map<std::string, std::int64_t, std::less<>> counts;
  {
    const std::lock_guard lock(mutex_);
    counts = counts_;
  }
  if (counts.empty()) return;
  const auto store = open_store(database, Commits::each);
  store->transact([&] {
    for (const auto& [setting, times] : counts)
      store->deliveries().count_exceeded(day, setting, times);
  });
  // What was counted meanwhile stays.
  const std::lock_guard lock(mutex_);
  for (const auto& [setting, times] : counts)
    counts_[setting] -= times;
  std::erase_if(counts_, [](const auto& count) { return count.second == 0; });
}

}  // namespace tlsward
