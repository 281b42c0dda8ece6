// Tests program/instance_lock.cpp.
#include "program/instance_lock.h"

#include "tests/support/temporary_folder.h"

#include <doctest/doctest.h>
#include <unistd.h>

namespace tlsward {

TEST_CASE("the second one learns who the first is, and the third has the lock when both are gone") {
  const tests::TemporaryFolder folder;
  const std::string file = folder / "tlsward.db.lock";
  {
    const InstanceLock first(file);
    CHECK_FALSE(first.holder());
    const InstanceLock second(file);
    CHECK(second.holder() == ::getpid());
  }
  const InstanceLock third(file);
  CHECK_FALSE(third.holder());
}

TEST_CASE("a lock that cannot be made says which file and what to do") {
  try {
    const InstanceLock lock("/no/such/folder/tlsward.db.lock");
    FAIL("made");
  } catch (const std::runtime_error& error) {
    CHECK(std::string(error.what()).starts_with("/no/such/folder/tlsward.db.lock: "));
  }
}

}  // namespace tlsward
