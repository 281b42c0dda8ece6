// Tests collector/poll_lock.cpp.
#include "collector/poll_lock.h"

#include "tests/support/temporary_folder.h"

#include <doctest/doctest.h>

#include <stdexcept>

namespace tlsward {

TEST_CASE("a mailbox is polled by one at a time, and others meanwhile") {
  const tests::TemporaryFolder folder;
  const std::string database = folder / "tlsward.db";
  {
    const PollLock first(database, "reports");
    CHECK(first.is_held());
    CHECK_FALSE(PollLock(database, "reports").is_held());
    CHECK(PollLock(database, "others").is_held());
    CHECK(PollLock(database + "2", "reports").is_held());
  }
  CHECK(PollLock(database, "reports").is_held());
}

TEST_CASE("a poll's lock that cannot be made says which file") {
  CHECK_THROWS_WITH_AS(PollLock("/no/such/folder/tlsward.db", "reports"),
                       doctest::Contains("/no/such/folder/tlsward.db.lock: "), std::runtime_error);
}

}  // namespace tlsward
