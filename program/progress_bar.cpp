#include "program/progress_bar.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <string>

namespace tlsward {
namespace {

constexpr std::chrono::milliseconds kPatience{500};
constexpr std::size_t kBarWidth = 30;

}  // namespace

ProgressBar::~ProgressBar() {
  if (drawn_) fmt::print(stderr, "\r\x1b[K");
}

void ProgressBar::show(std::size_t done, std::size_t of, std::string_view words) {
  if (!wanted_ || std::chrono::steady_clock::now() - begun_ < kPatience) return;
  const std::size_t filled = std::min(kBarWidth, done * kBarWidth / std::max<std::size_t>(of, 1));
  fmt::print(stderr, "\r[{:<{}}] {}\x1b[K", std::string(filled, '#'), kBarWidth, words);
  drawn_ = true;
}

}  // namespace tlsward
