// Tests collector/memory_budget.cpp.
#include "collector/memory_budget.h"

#include "collector/come_again.h"

#include <doctest/doctest.h>

#include <future>

namespace tlsward {

using std::chrono::milliseconds;
using std::chrono::minutes;

TEST_CASE("a share holds what it grew to, and gives it back with itself") {
  MemoryBudget budget(100, 100, milliseconds(0));
  {
    Share share(budget, "192.0.2.0/24");
    share.grow_to(30);
    share.grow_to(80);
    share.grow_to(10);
    CHECK(budget.free() == 20);
  }
  CHECK(budget.free() == 100);
}

TEST_CASE("who finds no room is asked to come again, and keeps what he held") {
  MemoryBudget budget(100, 100, milliseconds(1));
  Share one(budget, "192.0.2.0/24");
  one.grow_to(60);
  Share other(budget, "192.0.2.0/24");
  other.grow_to(30);
  CHECK_THROWS_AS(other.grow_to(41), ComeAgain);
  CHECK(budget.free() == 10);
}

TEST_CASE("one network has its part, and leaves the rest to others") {
  MemoryBudget budget(100, 60, milliseconds(1));
  auto one = std::make_unique<Share>(budget, "192.0.2.0/24");
  one->grow_to(50);
  Share same(budget, "192.0.2.0/24");
  same.grow_to(10);
  CHECK_THROWS_AS(same.grow_to(11), ComeAgain);
  Share(budget, "2001:db8::/64").grow_to(40);
  one.reset();
  same.grow_to(60);
  CHECK(budget.free() == 40);
}

TEST_CASE("who waits goes on as soon as another gives back") {
  MemoryBudget budget(100, 100, minutes(5));
  auto first = std::make_unique<Share>(budget, "192.0.2.0/24");
  first->grow_to(100);
  std::future<void> second =
      std::async(std::launch::async, [&] { Share(budget, "192.0.2.0/24").grow_to(100); });
  first.reset();
  second.get();
  CHECK(budget.free() == 100);
}

}  // namespace tlsward
