// Tests collector/folder_reader.cpp: which UIDs are asked for. How mails are read is
// tests/e2e/imap_*.sh.
#include "collector/folder_reader.h"

#include <doctest/doctest.h>

namespace tlsward {

TEST_CASE("UIDs are asked for in windows whose answers are bounded, and the last one is open") {
  constexpr Uid kLast = 4'294'967'295;
  const struct {
    std::uint64_t first;
    ImapFolder folder;
    std::uint64_t want_first;
    std::uint64_t want_last;
  } cases[] = {
      {1, {.uid_next = 10, .messages = 9}, 1, kLast},
      {7, {.uid_next = kLast, .messages = 80'000}, 7, kLast},  // few mails with large UIDs
      {1, {.uid_next = 200'000, .messages = 90'000}, 1, 80'000},
      {80'001, {.uid_next = 200'000, .messages = 90'000}, 80'001, 160'000},
      {160'001, {.uid_next = 200'000, .messages = 90'000}, 160'001, kLast},
      {1, {.uid_next = 0, .messages = 90'000}, 1, kLast},
      {500'000, {.uid_next = 3, .messages = 90'000}, 500'000, kLast},  // one that falls
      {kLast, {.uid_next = kLast, .messages = 90'000}, kLast, kLast},
  };
  for (const auto& [first, folder, want_first, want_last] : cases) {
    CAPTURE(first);
    const auto window = next_window(first, folder);
    REQUIRE(window);
    CHECK(window->first == want_first);
    CHECK(window->last == want_last);
  }
  CHECK_FALSE(next_window(std::uint64_t{kLast} + 1, {.uid_next = 10, .messages = 90'000}));
}

}  // namespace tlsward
