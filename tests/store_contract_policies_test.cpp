// The Store's contract: what schema/policies.h promises, whatever the engine.
#include "schema/policies.h"
#include "schema/store.h"

#include <doctest/doctest.h>

#include <memory>

namespace tlsward {

namespace {

using std::chrono::hours;

const Timestamp kNow = parse_day("2026-11-24").value() + hours(14);
const Domain kDomain("example.org");

struct Fixture {
  std::unique_ptr<Store> store = open_store(":memory:", Commits::each);
  Policies& policies = store->policies();

  void draft(const Domain& domain, const std::string& text) {
    store->transact([&] { policies.set_draft(domain, text); });
  }
  void publish(const Domain& domain, const std::string& text, Timestamp when) {
    store->transact([&] {
      policies.publish(
          {.domain = domain, .text = text, .id = text + "-id", .since = when, .until = {}});
    });
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "of a domain that nobody published nothing is there") {
  CHECK_FALSE(policies.draft(kDomain));
  CHECK_FALSE(policies.served(kDomain));
  CHECK(policies.served().empty());
  CHECK(policies.history(kDomain).empty());
}

TEST_CASE_FIXTURE(Fixture,
                  "a draft is of one domain, the last one counts, and publishing ends it") {
  draft(kDomain, "one");
  draft(kDomain, "two");
  draft(Domain("example.net"), "other");
  CHECK(policies.draft(kDomain) == "two");
  CHECK(policies.drafts() == std::vector<Domain>{Domain("example.net"), kDomain});
  publish(kDomain, "two", kNow);
  CHECK_FALSE(policies.draft(kDomain));
  CHECK(policies.drafts() == std::vector<Domain>{Domain("example.net")});
}

TEST_CASE_FIXTURE(Fixture, "one policy of a domain is served, and those before it are remembered") {
  publish(kDomain, "one", kNow);
  publish(kDomain, "two", kNow);  // in the same second
  publish(Domain("example.net"), "other", kNow);
  REQUIRE(policies.served().size() == 2);
  CHECK(policies.served()[0].domain == Domain("example.net"));
  const auto served = policies.served(kDomain);
  REQUIRE(served);
  CHECK(served->text == "two");
  CHECK(served->id == "two-id");
  CHECK_FALSE(served->until);
  const auto history = policies.history(kDomain);
  REQUIRE(history.size() == 2);
  CHECK(history[0].text == "two");
  CHECK(history[1].text == "one");
  CHECK(history[1].until == kNow);
}

TEST_CASE_FIXTURE(Fixture, "what is retired is served no more, and may come back") {
  publish(kDomain, "one", kNow);
  draft(kDomain, "two");
  store->transact([&] { policies.retire(kDomain, kNow + hours(1)); });
  CHECK_FALSE(policies.served(kDomain));
  CHECK_FALSE(policies.draft(kDomain));
  CHECK(policies.history(kDomain).at(0).until == kNow + hours(1));
  publish(kDomain, "three", kNow + hours(2));
  CHECK(policies.served(kDomain)->text == "three");
  CHECK(policies.history(kDomain).at(1).until == kNow + hours(1));
}

}  // namespace tlsward
