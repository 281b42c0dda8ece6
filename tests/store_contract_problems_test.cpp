// The Store's contract: what schema/problems.h promises, whatever the engine.
#include "schema/problems.h"
#include "schema/store.h"

#include <doctest/doctest.h>

#include <memory>

namespace tlsward {

namespace {

const Day kDay = *parse_day("2026-11-23");

}  // namespace

TEST_CASE("a problem is muted once, by the last who did, until somebody unmutes it") {
  const auto store = open_store(":memory:", Commits::each);
  Problems& problems = store->problems();
  CHECK(problems.mutes().empty());
  store->transact([&] {
    problems.mute({"b", kDay, kDay + std::chrono::days(7), "known", 12});
    problems.mute({"a", kDay, kDay, "", 0});
    problems.mute({"b", kDay, kDay + std::chrono::days(30), "it's \"known\"", 40});
  });
  const auto mutes = problems.mutes();
  REQUIRE(mutes.size() == 2);
  CHECK(mutes[0].problem == "a");
  CHECK(mutes[1].since == kDay);
  CHECK(mutes[1].until == kDay + std::chrono::days(30));
  CHECK(mutes[1].reason == "it's \"known\"");
  CHECK(mutes[1].size == 40);
  bool was_muted = false;
  store->transact([&] { was_muted = problems.unmute("b"); });
  CHECK(was_muted);
  store->transact([&] { was_muted = problems.unmute("b"); });
  CHECK_FALSE(was_muted);
  CHECK(problems.mutes().size() == 1);
}

TEST_CASE("a problem is settled up to one day, the last that was said") {
  const auto store = open_store(":memory:", Commits::each);
  Problems& problems = store->problems();
  store->transact([&] {
    problems.settle({"a", kDay});
    problems.settle({"a", kDay + std::chrono::days(2)});
  });
  REQUIRE(problems.settlements().size() == 1);
  CHECK(problems.settlements()[0].problem == "a");
  CHECK(problems.settlements()[0].day == kDay + std::chrono::days(2));
}

}  // namespace tlsward
