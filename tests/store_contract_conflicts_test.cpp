// What every storage engine owes of conflicts, written against schema/store.h and the plural
// headers only.
#include "tests/support/contract_store.h"

#include <doctest/doctest.h>

namespace tlsward::tests::contract {

TEST_CASE("the sides of a conflict are known by the id of one, without being read") {
  const auto store = memory_store();
  const Report first = rich_report();
  Report second = first;
  second.policies[0].summary.total_successful_session_count = 7;
  second.policies[0].failure_details.pop_back();
  const std::int64_t one = add(*store, first, {.trust = Trust::refused, .counted = false});
  const std::int64_t other =
      add(*store, second, {.trust = Trust::verified, .outcome = Outcome::conflict});
  add(*store, report("1", {policy("sts", "example.com", 1, 0)}));

  const auto known = store->reports().find_known(one);
  REQUIRE(known.size() == 2);
  CHECK(known[0].id == other);
  CHECK_FALSE(known[0].same_content);
  CHECK(known[0].trust == Trust::verified);
  CHECK(known[0].entries == 4);
  CHECK(known[0].counted);
  CHECK(known[1].id == one);
  CHECK(known[1].same_content);
  CHECK(known[1].trust == Trust::refused);
  CHECK(known[1].entries == 5);
  CHECK_FALSE(known[1].counted);
  CHECK(store->reports().find_known(99).empty());
}

TEST_CASE("the side of a conflict that counts comes first, and the sums are its own") {
  const auto store = memory_store();
  const Report first = report("1", {policy("sts", "example.com", 100, 1)});
  Report second = first;
  second.policies[0].summary.total_successful_session_count = 7;
  const std::int64_t one = add(*store, first);
  const std::int64_t other = add(*store, second, {.counted = false, .outcome = Outcome::conflict});
  CHECK(headline(*store, Domain("example.com")) == Sessions{100, 1});
  CHECK(find_known(*store, first).at(0).id == one);
  CHECK(store->reports().find(one)->conflicts_with == std::vector{other});
  CHECK(store->deliveries().quarantine(Reason::conflict, 0).at(0).id == other);
  CHECK(store->reports().figures().conflicts == 1);

  store->transact([&] {
    store->reports().set_counted(one, false);
    store->reports().set_counted(other, true);
  });
  CHECK(headline(*store, Domain("example.com")) == Sessions{7, 1});
  CHECK(find_known(*store, first).at(0).id == other);
  const auto quarantine = store->deliveries().quarantine(Reason::conflict, 0);
  REQUIRE(quarantine.size() == 1);
  CHECK(quarantine[0].id == one);
  CHECK(store->reports().figures().conflicts == 1);
}

TEST_CASE("a conflict belongs to the day of its report, whenever it came") {
  const auto store = memory_store();
  const Report first = report("1", {policy("sts", "example.com", 100, 1)});
  Report second = first;
  second.policies[0].summary.total_successful_session_count = 7;
  add(*store, first);
  add(*store, second, {.counted = false, .outcome = Outcome::conflict});
  const auto conflicts = [&](Day day) {
    return store->deliveries()
        .count_quarantined(day, Timestamp(day) + std::chrono::hours{48})
        .size();
  };
  CHECK(conflicts(kTuesday) == 1);
  CHECK(conflicts(kTuesday + std::chrono::days{1}) == 0);  // when they came
}

TEST_CASE("each side of a conflict that does not count is handed over with the one that does") {
  const auto store = memory_store();
  const Report clean =
      report("1", {policy("sts", "example.com", 100, 1), policy("sts", "example.org", 5, 0)});
  Report failing = clean;
  failing.policies[0].summary.total_failure_session_count = 40;
  failing.policies.push_back(policy("tlsa", "example.com", 0, 60));
  Report refused = clean;
  refused.policies[1].summary.total_failure_session_count = 99;
  const std::int64_t counts = add(*store, clean, {.trust = Trust::unauthenticated});
  const Adding aside{.counted = false, .outcome = Outcome::conflict};
  const std::int64_t other = add(*store, failing, aside);
  add(*store, refused, {.trust = Trust::refused, .counted = false, .outcome = Outcome::conflict});

  std::vector<Conflict> found;
  const auto ask = [&](const Filter& filter) {
    found.clear();
    store->reports().each_conflict(filter, [&](const Conflict& one) { found.push_back(one); });
    return found.size();
  };
  CHECK(ask({}) == 2);
  CHECK(ask({.since = kTuesday + std::chrono::days{1}}) == 0);
  REQUIRE(ask({.domains = {Domain("example.com")}, .since = kTuesday, .until = kTuesday}) == 1);
  CHECK(found[0].day == kTuesday);
  CHECK(found[0].domain == Domain("example.com"));
  CHECK(found[0].organization_name == clean.organization_name);
  CHECK(found[0].counted.report == counts);
  CHECK(found[0].counted.trust == Trust::unauthenticated);
  CHECK(found[0].counted.failed == 1);
  CHECK(found[0].other.report == other);
  CHECK(found[0].other.trust == Trust::vouched);
  CHECK(found[0].other.failed == 60);
}

TEST_CASE(
    "what does not count for want of trust is told by sender and reason, no side of a conflict") {
  const auto store = memory_store();
  const Report counted = report("1", {policy("sts", "example.com", 100, 1)});
  Report other_side = counted;
  other_side.policies[0].summary.total_failure_session_count = 9;
  add(*store, counted);
  add(*store, other_side, {.counted = false, .outcome = Outcome::conflict});
  const Adding refused{.trust = Trust::refused, .counted = false};
  add(*store, report("2", {policy("sts", "example.com", 5, 0)}), refused);
  add(*store, report("3", {policy("sts", "example.com", 5, 0), policy("sts", "example.org", 1, 0)}),
      refused);
  add(*store, report("4", {policy("sts", "example.org", 5, 0)}),
      {.trust = Trust::unauthenticated, .counted = false});

  const auto ask = [&](const Filter& filter) {
    return store->reports().distrusted(filter).reports;
  };
  const auto [reports, found] = store->reports().distrusted({});
  CHECK(reports == 3);
  REQUIRE(found.size() == 2);
  CHECK(found[0].organization_name == counted.organization_name);
  CHECK(found[0].trust == Trust::refused);
  CHECK(found[0].reports == 2);  // one on two lines is one
  CHECK(found[1].trust == Trust::unauthenticated);
  CHECK(found[1].reports == 1);
  CHECK(ask({.domains = {Domain("example.com")}, .since = kTuesday, .until = kTuesday}) == 2);
  CHECK(ask({.lines = {Domain("example.org")}}) == 2);
  CHECK(ask({.since = kTuesday + std::chrono::days{1}}) == 0);
  const DistrustedReports first = store->reports().distrusted({.limit = 1});
  CHECK(first.reports == 3);
  CHECK(first.largest.size() == 1);
  CHECK(store->reports().list({.uncounted = true}).size() == 4);
  CHECK(store->reports().list({.domains = {Domain("example.com")}, .uncounted = true}).size() == 3);
  CHECK(store->reports().list({.uncounted = true, .limit = 1}).size() == 1);
}

}  // namespace tlsward::tests::contract
