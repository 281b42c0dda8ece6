#include "web/errands.h"

#include <algorithm>
#include <utility>

namespace tlsward {
namespace {

constexpr std::ptrdiff_t kMostAtOnce = 8;
constexpr std::ptrdiff_t kMostOfOne = 2;
constexpr std::size_t kMostKept = 50;

}  // namespace

ErrandStart Errands::begin(const ErrandOrder& order) {
  const std::scoped_lock lock(mutex_);
  const auto runs = [](const Entry& entry) { return !entry.errand.ended; };
  const auto is_theirs = [&](const Entry& entry) {
    return runs(entry) && entry.order.whose == order.whose;
  };
  const auto same = std::ranges::find_if(
      entries_, [&](const Entry& entry) { return entry.order.name == order.name; });
  if (same != entries_.end() && runs(*same)) return ErrandStart::runs;
  if (std::ranges::count_if(entries_, runs) >= kMostAtOnce ||
      std::ranges::count_if(entries_, is_theirs) >= kMostOfOne)
    return ErrandStart::too_many;
  if (same != entries_.end()) entries_.erase(same);
  forget_oldest();
  std::list<Entry> fresh;
  Entry& entry = fresh.emplace_front(Entry{order, {.begun = now_(), .ended = {}}, {}});
  entry.thread = std::jthread([this, &entry, words = order.words](const std::stop_token& stop) {
    finish(entry, run_(words, stop));
  });
  entries_.splice(entries_.begin(), fresh);
  return ErrandStart::begun;
}

std::optional<Errand> Errands::find(const std::string& name) {
  const std::scoped_lock lock(mutex_);
  const auto found =
      std::ranges::find_if(entries_, [&](const Entry& entry) { return entry.order.name == name; });
  return found == entries_.end() ? std::nullopt : std::optional(found->errand);
}

void Errands::wait() {
  std::unique_lock lock(mutex_);
  ended_.wait(lock, [&] {
    return std::ranges::all_of(entries_,
                               [](const Entry& entry) { return entry.errand.ended.has_value(); });
  });
}

// An entry stays where it is until it has ended, and its thread takes no lock after that.
void Errands::finish(Entry& entry, ErrandEnd end) {
  const std::scoped_lock lock(mutex_);
  entry.errand.end = std::move(end);
  entry.errand.ended = now_();
  ended_.notify_all();
}

void Errands::forget_oldest() {
  for (auto entry = entries_.end(); entries_.size() >= kMostKept && entry != entries_.begin();)
    if ((--entry)->errand.ended) entry = entries_.erase(entry);
}

}  // namespace tlsward
