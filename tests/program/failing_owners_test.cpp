// Tests program/failing_owners.cpp: who fails rests, longer each time, and is told of once.
#include "program/failing_owners.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

namespace tlsward {

namespace {

using std::chrono::minutes;
using Names = std::set<std::string>;

const FailingOwners::Time kNow{std::chrono::hours(1000)};
const OwnerFault kFault{"broken", "no such zone"};

}  // namespace

TEST_CASE("who fails rests for a minute, then for twice as long each time") {
  FailingOwners owners;
  CHECK(owners.resting(kNow).empty());
  FailingOwners::Time now = kNow;
  for (const int wait : {1, 2, 4, 8, 16, 32, 60, 60}) {
    CAPTURE(wait);
    owners.note({kFault}, now, now);
    CHECK(owners.resting(now + minutes(wait) - std::chrono::seconds(1)) == Names{"broken"});
    now += minutes(wait);
    CHECK(owners.resting(now).empty());
  }
}

TEST_CASE("a fault is told once while it lasts, also over runs that leave its owner out") {
  FailingOwners owners;
  CHECK(owners.note({kFault}, kNow, kNow).size() == 1);
  CHECK(owners.note({}, kNow + std::chrono::seconds(20), kNow + std::chrono::seconds(20)).empty());
  CHECK(owners.resting(kNow + std::chrono::seconds(40)) == Names{"broken"});
  CHECK(owners.note({kFault}, kNow + minutes(1), kNow + minutes(1)).empty());
  CHECK(owners.note({{"broken", "another"}}, kNow + minutes(3), kNow + minutes(3)).size() == 1);
}

TEST_CASE("who is well again begins anew") {
  FailingOwners owners;
  for (const int time : {0, 1, 3})
    owners.note({kFault}, kNow + minutes(time), kNow + minutes(time));
  owners.note({}, kNow + minutes(7), kNow + minutes(7));
  CHECK(owners.note({kFault}, kNow + minutes(8), kNow + minutes(8)).size() == 1);
  CHECK(owners.resting(kNow + minutes(9)).empty());
}

}  // namespace tlsward
