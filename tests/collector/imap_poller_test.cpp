// Tests collector/imap_poller.cpp: when it tries again, and what it tells. The polls themselves are
// tests/e2e/imap_*.sh, against a real server and a hostile one.
#include "collector/imap_poller.h"

#include "tests/support/temporary_folder.h"

#include <doctest/doctest.h>

namespace tlsward {

TEST_CASE("after each failure in a row the wait is twice as long, up to an hour") {
  const struct {
    std::int64_t failures;
    int minutes;
  } cases[] = {{0, 1}, {1, 1}, {2, 2}, {3, 4}, {6, 32}, {7, 60}, {8, 60}, {1'000'000'000, 60}};
  for (const auto& [failures, minutes] : cases) {
    CAPTURE(failures);
    CHECK(retry_after(failures) == std::chrono::minutes(minutes));
  }
}

TEST_CASE("a wrong password is tried at most 30 times in a day") {
  std::chrono::seconds time{0};
  int tries = 0;
  for (std::int64_t failures = 0; time < std::chrono::hours(24); time += retry_after(failures)) {
    ++tries;
    ++failures;
  }
  CHECK(tries == 29);
}

TEST_CASE("a mailbox is watched until the stop, whatever is wrong with the database") {
  const tests::TemporaryFolder folder;
  std::stop_source stop;
  stop.request_stop();
  CHECK_NOTHROW(watch_mailbox({.name = "reports"}, {.database = folder.path()}, stop.get_token()));
}

TEST_CASE("a poll is told by its sums, without those that are nothing") {
  CHECK(poll_summary({}) == "0 mails: 0 reports stored, 0 known already");
  CHECK(poll_summary({.mails = 9,
                      .stored = 1,
                      .duplicates = 2,
                      .conflicts = 3,
                      .quarantined = 4,
                      .refused = 5,
                      .without_report = 6,
                      .set_aside = 7,
                      .finished = 8}) ==
        "9 mails: 1 report stored, 2 known already, 3 conflicts, 4 in quarantine, 5 refused, 6 "
        "mails without a report, 7 mails set aside, 8 mails finished");
}

}  // namespace tlsward
