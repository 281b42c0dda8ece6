// Distinct texts by how often they were seen, in bounded memory: senders choose them.
#pragma once

#include "schema/counting.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlsward {

class Tally {
 public:
  // Counts the first so many distinct texts, ignores all others.
  explicit Tally(std::size_t counted) : counted_(counted) {}

  // The empty text is none.
  void add(const std::string& text, std::int64_t times) {
    if (text.empty() || (counts_.size() == counted_ && !counts_.contains(text))) return;
    std::int64_t& count = counts_[text];
    count = add_saturating(count, times);
  }

  // At most so many, the most frequent first, then by text.
  std::vector<std::string> most_frequent(std::size_t kept) const {
    std::vector<std::pair<std::int64_t, std::string_view>> sorted;
    for (const auto& [text, times] : counts_)
      sorted.emplace_back(-times, text);
    std::ranges::sort(sorted);
    std::vector<std::string> texts;
    for (const auto& [times, text] : sorted)
      if (texts.size() < kept) texts.emplace_back(text);
    return texts;
  }

 private:
  std::size_t counted_;
  std::map<std::string, std::int64_t> counts_;
};

}  // namespace tlsward
