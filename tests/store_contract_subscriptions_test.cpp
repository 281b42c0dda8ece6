// The Store's contract: what schema/subscriptions.h promises, whatever the engine.
#include "schema/store.h"
#include "schema/subscriptions.h"

#include <doctest/doctest.h>

#include <memory>

namespace tlsward {

namespace {

const Timestamp kNow = parse_day("2026-11-24").value() + std::chrono::hours(14);

struct Fixture {
  std::unique_ptr<Store> store = open_store(":memory:", Commits::each);
  Subscriptions& subscriptions = store->subscriptions();

  bool end(const std::string& owner, const std::string& address, Timestamp since) {
    bool is_news = false;
    store->transact([&] { is_news = subscriptions.end({owner, address, since}); });
    return is_news;
  }
  bool resume(const std::string& owner, const std::string& address) {
    bool had_ended = false;
    store->transact([&] { had_ended = subscriptions.resume(owner, address); });
    return had_ended;
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "who unsubscribes has, of that owner alone, since the first time") {
  CHECK_FALSE(subscriptions.has_ended("ops", "a@example.org"));
  CHECK(end("ops", "a@example.org", kNow));
  CHECK_FALSE(end("ops", "a@example.org", kNow + std::chrono::hours(1)));
  CHECK(subscriptions.has_ended("ops", "a@example.org"));
  CHECK(subscriptions.has_ended("ops", "A@example.org"));
  CHECK_FALSE(subscriptions.has_ended("ops", "b@example.org"));
  CHECK_FALSE(subscriptions.has_ended("shop", "a@example.org"));
  REQUIRE(subscriptions.ended().size() == 1);
  CHECK(subscriptions.ended().front().owner == "ops");
  CHECK(subscriptions.ended().front().address == "a@example.org");
  CHECK(subscriptions.ended().front().since == kNow);
}

TEST_CASE_FIXTURE(Fixture, "whom the operator subscribes again has not, and may again") {
  end("ops", "b@example.org", kNow);
  end("ops", "a@example.org", kNow);
  CHECK(resume("ops", "A@example.org"));
  CHECK_FALSE(resume("ops", "a@example.org"));
  CHECK_FALSE(subscriptions.has_ended("ops", "a@example.org"));
  CHECK(subscriptions.has_ended("ops", "b@example.org"));
  CHECK(end("ops", "a@example.org", kNow + std::chrono::hours(1)));
  REQUIRE(subscriptions.ended().size() == 2);
  CHECK(subscriptions.ended().front().address == "a@example.org");
  CHECK(subscriptions.ended().front().since == kNow + std::chrono::hours(1));
}

}  // namespace tlsward
