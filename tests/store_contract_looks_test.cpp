// The Store's contract: what schema/looks.h promises, whatever the engine.
#include "schema/looks.h"
#include "schema/store.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>

namespace tlsward {

namespace {

using std::chrono::days;
using std::chrono::hours;

const Timestamp kNow = parse_day("2026-11-24").value() + hours(13);
const Domain kDomain("example.org");
const Domain kOther("example.net");

struct Fixture {
  std::unique_ptr<Store> store = open_store(":memory:", Commits::each);
  Looks& looks = store->looks();

  void look(const Domain& domain, Timestamp time, const std::string& findings) {
    store->transact([&] { looks.add({.domain = domain, .time = time, .findings = findings}); });
  }
  void see(const std::string& id, const std::string& policy, Timestamp when,
           std::vector<Domain> mx_hosts = {}) {
    store->transact([&] {
      looks.note(SetUp{.domain = kDomain,
                       .id = id,
                       .policy = policy,
                       .mx_hosts = std::move(mx_hosts),
                       .first = when,
                       .last = when});
    });
  }
  void show(const std::string& address, const std::string& sha256, Timestamp when) {
    store->transact([&] {
      looks.note(CertificateSighting{.host = kDomain,
                                     .address = address,
                                     .sha256 = sha256,
                                     .not_before = kNow - days(60),
                                     .not_after = kNow + days(30),
                                     .first = when,
                                     .last = when});
    });
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "of a domain that nobody looked at nothing is there") {
  CHECK_FALSE(looks.last(kDomain));
  CHECK(looks.last_of_all(Timestamp::min(), Timestamp::max()).empty());
  CHECK(looks.set_ups(kDomain).empty());
  CHECK(looks.certificates(kDomain).empty());
}

TEST_CASE_FIXTURE(Fixture, "the last look by a time is that of its domain") {
  look(kDomain, kNow, "a");
  look(kDomain, kNow + days(1), "b");
  look(kDomain, kNow + days(2), "a");
  look(kOther, kNow + days(1), "other");
  CHECK_FALSE(looks.last(kDomain, kNow - hours(1)));
  CHECK(looks.last(kDomain, kNow)->findings == "a");
  CHECK(looks.last(kDomain, kNow + days(1) + hours(5))->findings == "b");
  CHECK(looks.last(kDomain)->time == kNow + days(2));
  CHECK(looks.last(kDomain)->findings == "a");
}

TEST_CASE_FIXTURE(Fixture, "of all domains the last looks of a span, by domain") {
  look(kDomain, kNow, "a");
  look(kDomain, kNow + hours(1), "b");
  look(kOther, kNow - days(3), "old");
  const auto all = looks.last_of_all(kNow - days(1), kNow + days(1));
  REQUIRE(all.size() == 1);
  CHECK(all[0].domain == kDomain);
  CHECK(all[0].time == kNow + hours(1));
  CHECK(all[0].findings == "b");
  CHECK(looks.last_of_all(kNow - days(4), kNow).size() == 2);
}

TEST_CASE_FIXTURE(Fixture, "which domains were looked at since a time, by name") {
  look(kOther, kNow, "a");
  look(kDomain, kNow, "a");
  look(kDomain, kNow + hours(1), "b");
  look(Domain("old.example"), kNow - days(3), "a");
  std::vector<Domain> both{kDomain, kOther};
  std::ranges::sort(both);
  CHECK(looks.domains(kNow - days(1)) == both);
}

TEST_CASE_FIXTURE(Fixture, "a second look of the same second takes the place of the first") {
  look(kDomain, kNow, "a");
  look(kDomain, kNow, "b");
  CHECK(looks.last(kDomain)->findings == "b");
}

TEST_CASE_FIXTURE(Fixture, "what stays as it was lasts, and what changes begins anew") {
  see("1", "one", kNow, {Domain("mx1.example.org"), Domain("mx2.example.org")});
  see("1", "one", kNow + days(1), {Domain("mx1.example.org"), Domain("mx2.example.org")});
  see("1", std::string("two\0\xff", 5), kNow + days(2), {Domain("mx1.example.org")});
  see("1", "one", kNow + days(3));
  const auto all = looks.set_ups(kDomain);
  REQUIRE(all.size() == 3);
  CHECK(all[0].first == kNow);
  CHECK(all[0].last == kNow + days(1));
  CHECK(all[0].mx_hosts.size() == 2);
  CHECK(all[1].policy == std::string("two\0\xff", 5));
  CHECK(all[1].mx_hosts == std::vector<Domain>{Domain("mx1.example.org")});
  CHECK(all[2].mx_hosts.empty());
  CHECK(looks.set_ups(kDomain, kNow + days(1)).size() == 1);
}

TEST_CASE_FIXTURE(Fixture,
                  "what is old is forgotten, the last look of a domain after a year and more") {
  look(kDomain, kNow - days(90), "a");
  look(kDomain, kNow, "b");
  look(kOther, kNow - days(90), "a");
  look(Domain("gone.example"), kNow - days(500), "a");
  see("1", "one", kNow - days(500));
  see("2", "two", kNow - days(300));
  show("192.0.2.7", "aa", kNow - days(500));
  store->transact([&] { looks.forget(kNow - days(60), kNow - days(400)); });
  CHECK_FALSE(looks.last(kDomain, kNow - days(1)));
  CHECK(looks.last(kDomain)->findings == "b");
  CHECK(looks.last(kOther)->findings == "a");
  CHECK_FALSE(looks.last(Domain("gone.example")));
  CHECK(looks.set_ups(kDomain).size() == 1);
  CHECK(looks.certificates(kDomain).empty());
}

TEST_CASE_FIXTURE(Fixture, "certificates are told apart by address, and by when they came") {
  show("192.0.2.7", "aa", kNow);
  show("2001:db8::7", "aa", kNow);
  show("192.0.2.7", "aa", kNow + days(1));
  show("192.0.2.7", "bb", kNow + days(2));
  const auto all = looks.certificates(kDomain);
  REQUIRE(all.size() == 3);
  CHECK(all[0].address == "192.0.2.7");
  CHECK(all[0].last == kNow + days(1));
  CHECK(all[0].not_after == kNow + days(30));
  CHECK(all[1].address == "2001:db8::7");
  CHECK(all[2].sha256 == "bb");
  CHECK(looks.certificates(kDomain, kNow + days(1)).size() == 2);
}

}  // namespace tlsward
