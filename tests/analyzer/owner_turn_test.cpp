// Tests analyzer/owner_turn.cpp: whose fault it is, and whether the next one has their turn.
#include "analyzer/owner_turn.h"

#include "schema/store.h"

#include <doctest/doctest.h>

#include <stdexcept>

namespace tlsward {

TEST_CASE("what an owner's turn throws is that owner's fault, and safe to print") {
  RunFaults faults;
  CHECK(take_turn(faults, "well", [] {}));
  CHECK(take_turn(faults, "broken", [] { throw std::runtime_error("\x1b[2J"); }));
  REQUIRE(faults.of_owners.size() == 1);
  CHECK(faults.of_owners[0].owner == "broken");
  CHECK(faults.of_owners[0].fault == "\\x1b[2J");
  CHECK(faults.of_all == nullptr);
}

TEST_CASE("what everybody would meet is nobody's fault, and ends the run") {
  RunFaults busy;
  CHECK_FALSE(take_turn(busy, "first", [] { throw StoreBusy("another process writes"); }));
  CHECK(busy.of_owners.empty());
  CHECK_THROWS_AS(std::rethrow_exception(busy.of_all), StoreBusy);
  RunFaults full;
  CHECK_FALSE(take_turn(full, "first", [] { throw StoreFull("no room"); }));
  CHECK_THROWS_AS(std::rethrow_exception(full.of_all), StoreFull);
  RunFaults unusable;
  CHECK_FALSE(take_turn(unusable, "first", [] { throw StoreUnusable("damaged"); }));
  CHECK_THROWS_AS(std::rethrow_exception(unusable.of_all), StoreUnusable);
}

}  // namespace tlsward
