// The Store's contract: what schema/endpoints.h promises, whatever the engine.
#include "schema/endpoints.h"
#include "schema/store.h"

#include <doctest/doctest.h>

#include <memory>

namespace tlsward {

namespace {

const Timestamp kNow = parse_day("2026-11-24").value() + std::chrono::hours(14);

struct Fixture {
  std::unique_ptr<Store> store = open_store(":memory:", Commits::each);
  Endpoints& endpoints = store->endpoints();

  void listen(Timestamp when, std::optional<Timestamp> not_after = {}) {
    store->transact([&] {
      endpoints.note_alive({.address = "0.0.0.0:443",
                            .alive = when,
                            .certificate_not_after = not_after,
                            .fault = {}});
    });
  }
  void fail(const std::string& fault) {
    store->transact([&] { endpoints.note_fault("0.0.0.0:443", fault); });
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "what was never noted is absent, and so is what was forgotten") {
  CHECK_FALSE(endpoints.status());
  listen(kNow);
  CHECK(endpoints.status());
  store->transact([&] { endpoints.forget(); });
  CHECK_FALSE(endpoints.status());
}

TEST_CASE_FIXTURE(Fixture, "an endpoint that cannot begin keeps when it last listened") {
  fail("address in use");
  CHECK(endpoints.status()->fault == "address in use");
  CHECK_FALSE(endpoints.status()->alive);
  listen(kNow, kNow + std::chrono::hours(24));
  CHECK(endpoints.status()->fault.empty());
  fail("no certificate");
  const auto status = endpoints.status();
  REQUIRE(status);
  CHECK(status->address == "0.0.0.0:443");
  CHECK(status->alive == kNow);
  CHECK(status->certificate_not_after == kNow + std::chrono::hours(24));
  CHECK(status->fault == "no certificate");
}

TEST_CASE_FIXTURE(Fixture, "the newest note takes the place of all before") {
  listen(kNow, kNow + std::chrono::hours(24));
  listen(kNow + std::chrono::hours(1));
  CHECK(endpoints.status()->alive == kNow + std::chrono::hours(1));
  CHECK_FALSE(endpoints.status()->certificate_not_after);
}

}  // namespace tlsward
