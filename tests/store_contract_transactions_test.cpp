// What every storage engine owes of transactions, written against schema/store.h and the plural
// headers only.
#include "tests/support/contract_store.h"

#include <doctest/doctest.h>

#include <stdexcept>

namespace tlsward::tests::contract {

namespace {

void add_and_throw(Store& store, const Report& report) {
  store.transact([&] {
    add_in_transaction(store, report, {});
    throw std::domain_error("stop");
  });
}

}  // namespace

TEST_CASE("work that throws leaves nothing behind") {
  for (const Commits commits : {Commits::each, Commits::grouped}) {
    const auto store = memory_store(commits);
    const Report kept = report("1", {policy("sts", "example.com", 1, 0)});
    const Report lost = report("2", {policy("sts", "new.example.com", 2, 0)});
    add(*store, kept);
    CHECK_THROWS_AS(add_and_throw(*store, lost), std::domain_error);
    CHECK(store->pending() == (commits == Commits::each ? 0 : 1));
    store->commit();
    CHECK(store->pending() == 0);
    CHECK(store->reports().list({}).size() == 1);
    CHECK(store->reports().sums({}).size() == 1);
    CHECK(find_known(*store, lost).empty());
    add(*store, lost);
    store->commit();
    CHECK(headline(*store, Domain("new.example.com")) == Sessions{2, 0});
  }
}

TEST_CASE("in bulk, work that throws takes all with it that is not committed") {
  const auto store = memory_store(Commits::bulk);
  add(*store, report("1", {policy("sts", "example.com", 1, 0)}));
  store->commit();
  add(*store, report("2", {policy("sts", "example.com", 10, 0)}));
  CHECK(store->pending() == 1);
  CHECK_THROWS_AS(add_and_throw(*store, report("3", {policy("sts", "example.com", 100, 0)})),
                  std::domain_error);
  CHECK(store->pending() == 0);
  CHECK_THROWS_AS(store->transact([] {}), std::runtime_error);
  CHECK_THROWS_AS(store->commit(), std::runtime_error);
  CHECK(store->reports().list({}).size() == 1);
  CHECK(headline(*store, Domain("example.com")) == Sessions{1, 0});
}

}  // namespace tlsward::tests::contract
