#include "web/late_pages.h"

#include <algorithm>
#include <cstddef>

namespace tlsward {
namespace {

constexpr std::ptrdiff_t kMostBeingMade = 8;
constexpr std::size_t kMostWaiting = 32;  // to be asked for again, of 150 KB at most
constexpr std::chrono::minutes kWaitsFor{1};

}  // namespace

std::optional<Response> LatePages::get(const std::string& name, Timestamp now, const Make& make) {
  const std::shared_ptr<Page> page = begin(name, now, make);
  if (!page || page->made.wait_for(patience_) != std::future_status::ready) return {};
  {
    const std::scoped_lock lock(mutex_);
    std::erase(pages_, page);
  }
  return page->made.get();
}

void LatePages::forget() {
  const std::scoped_lock lock(mutex_);
  for (const auto& page : pages_)
    page->name.clear();
}

// The one of this name, begun now if there is none; null if too many are being made. None goes
// while it is being made: whoever lets go of the last hold of its future would wait for it.
std::shared_ptr<LatePages::Page> LatePages::begin(const std::string& name, Timestamp now,
                                                  const Make& make) {
  const std::scoped_lock lock(mutex_);
  std::erase_if(pages_, [&](const auto& page) {
    return page->is_made() && (page->name.empty() || now - page->begun > kWaitsFor);
  });
  const auto same =
      std::ranges::find_if(pages_, [&](const auto& page) { return page->name == name; });
  if (same != pages_.end()) return *same;
  const auto is_made = [](const auto& page) { return page->is_made(); };
  if (std::ranges::count_if(pages_, std::not_fn(is_made)) >= kMostBeingMade) return nullptr;
  if (pages_.size() >= kMostWaiting) pages_.erase(std::ranges::find_if(pages_, is_made));
  auto page = std::make_shared<Page>(
      Page{.name = name, .begun = now, .made = std::async(std::launch::async, make).share()});
  pages_.push_back(page);
  return page;
}

}  // namespace tlsward
