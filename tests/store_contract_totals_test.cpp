// What every storage engine has to do: totals that only grow, whatever becomes of reports.
#include "schema/looks.h"
#include "schema/totals.h"
#include "tests/support/contract_store.h"
#include "tests/support/temporary_folder.h"

#include <doctest/doctest.h>

#include <limits>
#include <stdexcept>
#include <string>

namespace tlsward::tests::contract {

namespace {

constexpr auto kMost = std::numeric_limits<std::int64_t>::max();

struct Rig {
  TemporaryFolder folder;
  std::string path = folder / "tlsward.db";
  std::unique_ptr<Store> store = open_store(path, Commits::each);

  Totals totals() const { return read_totals(path, kMidnight); }
};

std::string text_of(const std::vector<SessionTotal>& sessions) {
  std::string text;
  for (const SessionTotal& total : sessions)
    text += total.domain + ' ' + total.policy_type + ' ' + std::to_string(total.successful) + ' ' +
            std::to_string(total.failed) + '\n';
  return text;
}

}  // namespace

TEST_CASE("totals tell what reports said when they came to count, by fixed names") {
  Rig rig;
  Report first =
      report("1", {policy("sts", "example.com", 10, 5), policy("x", "example.com", 1, 0)});
  first.policies[0].failure_details = {detail("certificate-expired", 3), detail("made-up", 2)};
  add(*rig.store, first);
  add(*rig.store, report("2", {policy("sts", "example.com", 7, 0)}));
  const Totals totals = rig.totals();
  CHECK(text_of(totals.sessions) == "example.com other 1 0\nexample.com sts 17 5\n");
  CHECK(totals.sessions[0].last_received == delivery().received);
  REQUIRE(totals.failures.size() == 2);
  CHECK(totals.failures[0].result_type == "certificate-expired");
  CHECK(totals.failures[0].failed == 3);
  CHECK(totals.failures[1].result_type == kOther);
  CHECK(totals.failures[1].failed == 2);
}

TEST_CASE("what does not count is not in the totals, until it does; what ceases to stays") {
  Rig rig;
  const std::int64_t id =
      add(*rig.store, report("1", {policy("sts", "example.com", 10, 0)}), {.counted = false});
  CHECK(rig.totals().sessions.empty());
  rig.store->transact([&] { rig.store->reports().set_counted(id, true); });
  rig.store->transact([&] { rig.store->reports().set_counted(id, true); });
  CHECK(text_of(rig.totals().sessions) == "example.com sts 10 0\n");
  rig.store->transact([&] { rig.store->reports().set_counted(id, false); });
  CHECK(text_of(rig.totals().sessions) == "example.com sts 10 0\n");
}

TEST_CASE("entries that are not ours, and what was rolled back, are not in the totals") {
  Rig rig;
  add(*rig.store,
      report("1", {policy("sts", "example.com", 1, 0), policy("sts", "example.net", 1, 0)}),
      {.lines = {{Domain("example.com"), true}, {Domain("example.net"), false}}});
  CHECK_THROWS(rig.store->transact([&] {
    add_in_transaction(*rig.store, report("2", {policy("sts", "example.com", 5, 0)}));
    throw std::runtime_error("no");
  }));
  CHECK(text_of(rig.totals().sessions) == "example.com sts 1 0\n");
  CHECK(rig.totals().deliveries.at(0).count == 1);
}

TEST_CASE("of many deliveries in one commit those are in the totals that were not undone") {
  for (const Commits commits : {Commits::grouped, Commits::bulk}) {
    Rig rig;
    rig.store = open_store(rig.path, commits);
    add(*rig.store, report("1", {policy("sts", "example.com", 1, 0)}));
    add(*rig.store, report("2", {policy("sts", "example.com", 2, 0)}));
    if (commits == Commits::grouped) {
      CHECK_THROWS(rig.store->transact([&] {
        add_in_transaction(*rig.store, report("3", {policy("sts", "example.com", 5, 0)}));
        throw std::runtime_error("no");
      }));
    }
    CHECK(rig.totals().sessions.empty());
    rig.store->commit();
    CHECK(text_of(rig.totals().sessions) == "example.com sts 3 0\n");
    CHECK(rig.totals().deliveries.at(0).count == 2);
  }
}

TEST_CASE("sums that pass what a number holds stay the largest there is") {
  Rig rig;
  add(*rig.store, report("1", {policy("sts", "example.com", kMost, kMost)}));
  add(*rig.store, report("2", {policy("sts", "example.com", kMost, kMost)}));
  CHECK(rig.totals().sessions.at(0).successful == kMost);
  CHECK(rig.totals().sessions.at(0).failed == kMost);
}

TEST_CASE("every delivery is in the totals by how it came, however little of it is kept") {
  Rig rig;
  const std::int64_t id = add(*rig.store, report("1", {policy("sts", "example.com", 1, 0)}));
  const Delivery again = delivery();
  rig.store->transact([&] {
    for (int i = 0; i < 30; ++i)
      rig.store->deliveries().keep({again, Outcome::duplicate, id, {}});
    for (int i = 0; i < 300; ++i)
      rig.store->deliveries().keep(
          {again, Outcome::refused, {}, Rejection{Reason::too_large, "large"}});
  });
  const Totals totals = rig.totals();
  REQUIRE(totals.deliveries.size() == 3);
  CHECK(totals.deliveries[0].outcome == Outcome::stored);
  CHECK(totals.deliveries[1].count == 30);
  CHECK(totals.deliveries[2].count == 300);
  CHECK(totals.deliveries[2].reason == "too-large");
  CHECK(totals.deliveries[2].channel == "file");
}

TEST_CASE("of a host the certificate counts that was seen last at each address") {
  Rig rig;
  const auto note = [&](const char* address, const char* sha256, int ends, int seen) {
    rig.store->looks().note(CertificateSighting{.host = Domain("mx.example.com"),
                                                .address = address,
                                                .sha256 = sha256,
                                                .not_before = kMidnight,
                                                .not_after = kMidnight + std::chrono::days(ends),
                                                .first = kMidnight + std::chrono::hours(seen),
                                                .last = kMidnight + std::chrono::hours(seen)});
  };
  rig.store->transact([&] {
    note("192.0.2.1", "aa", 2, 1);  // renewed since
    note("192.0.2.1", "bb", 90, 2);
    note("192.0.2.2", "cc", 30, 2);
    note("192.0.2.3", "dd", 1, -2);  // gone
  });
  const Totals totals = rig.totals();
  REQUIRE(totals.certificates.size() == 1);
  CHECK(totals.certificates[0].host == "mx.example.com");
  CHECK(totals.certificates[0].not_after == kMidnight + std::chrono::days(30));
}

}  // namespace tlsward::tests::contract
