// What every storage engine owes of reports, written against schema/store.h and the plural headers
// only. A second engine runs the same cases, and those of the files beside it.
#include "schema/counting.h"
#include "schema/report_json.h"
#include "tests/support/contract_store.h"
#include "tests/support/sample.h"

#include <doctest/doctest.h>

namespace tlsward::tests::contract {

namespace {

void require_equal(const Report& one, const Report& other) {
  CHECK(one.organization_name == other.organization_name);
  CHECK(one.start_datetime == other.start_datetime);
  CHECK(one.end_datetime == other.end_datetime);
  CHECK(one.contact_info == other.contact_info);
  CHECK(one.report_id == other.report_id);
  CHECK(one.policies == other.policies);
  CHECK(one.start == other.start);
  CHECK(one.end == other.end);
  CHECK(one.deviations == other.deviations);
}

}  // namespace

TEST_CASE("a report comes back as it was added") {
  const auto store = memory_store();
  const Report rich = rich_report();
  const std::vector<PolicyLine> lines = {
      {Domain("example.com"), true}, {Domain("example.com"), false}, {Domain(), true}};
  const std::int64_t id = add(*store, rich, {.trust = Trust::verified, .lines = lines});
  const auto stored = store->reports().find(id);
  REQUIRE(stored);
  require_equal(stored->report, rich);
  CHECK(stored->id == id);
  CHECK(stored->received == delivery().received);
  CHECK(stored->channel == "file");
  CHECK(stored->trust == Trust::verified);
  CHECK(stored->counted);
  CHECK(stored->conflicts_with.empty());
  REQUIRE(stored->lines.size() == 3);
  for (std::size_t n = 0; n < 3; ++n) {
    CAPTURE(n);
    CHECK(stored->lines[n].domain == lines[n].domain);
    CHECK(stored->lines[n].ours == lines[n].ours);
  }
}

TEST_CASE("a report that is not there is absent") {
  const auto store = memory_store();
  CHECK_FALSE(store->reports().find(1));
  CHECK(store->reports().list({}).empty());
  CHECK(find_known(*store, rich_report()).empty());
}

TEST_CASE("a report is known by its identity, whatever it says") {
  const auto store = memory_store();
  const Report first = report("1", {policy("sts", "example.com", 1, 0)});
  const std::int64_t id = add(*store, first);

  auto known = find_known(*store, first);
  REQUIRE(known.size() == 1);
  CHECK(known[0].id == id);
  CHECK(known[0].same_content);
  CHECK(known[0].entries == 1);

  Report other = first;
  other.policies[0].summary.total_failure_session_count = 4;
  known = find_known(*store, other);
  REQUIRE(known.size() == 1);
  CHECK_FALSE(known[0].same_content);

  CHECK(find_known(*store, report("2", first.policies)).empty());
  CHECK(find_known(*store, report("1", {policy("sts", "example.org", 1, 0)})).empty());
}

TEST_CASE("a hash that fits is no proof") {
  const auto store = memory_store();
  const Report first = report("1", {policy("sts", "example.com", 1, 0)});
  add(*store, first);
  const auto fingerprint = Fingerprinter(store->hash_key()).fingerprint(first);
  CHECK(store->reports().find_known(report("2", first.policies), fingerprint).empty());
}

TEST_CASE("entries that are not ours, and reports that do not count, are in no sum") {
  const auto store = memory_store();
  const Report mixed =
      report("1", {policy("sts", "example.com", 10, 2), policy("sts", "example.org", 99, 9)});
  add(*store, mixed, {.lines = {{Domain("example.com"), true}, {Domain("example.org"), false}}});
  add(*store, report("2", {policy("sts", "example.com", 1000, 0)}), {.counted = false});
  CHECK(store->reports().entries({}).size() == 1);
  CHECK(store->reports().sums({}).size() == 1);
  CHECK(headline(*store, Domain("example.com")) == Sessions{10, 2});
  CHECK(store->reports().list({}).size() == 2);
}

TEST_CASE("the sums of a day are what counting its entries gives") {
  const auto store = memory_store();
  Report microsoft =
      report("1", {policy("sts", "example.com", 50, 3), policy("tlsa", "example.com", 48, 5)});
  microsoft.policies[0].failure_details = {detail("certificate-expired", 3)};
  microsoft.policies[1].failure_details = {detail("certificate-expired", 5),
                                           detail("tlsa-invalid", 1)};
  add(*store, microsoft);
  Report google = report("2", {policy("no-policy-found", "example.com", 7, 0)});
  google.contact_info = "noreply@example.org";
  add(*store, google);
  CHECK(headline(*store, Domain("example.com")) == Sessions{57, 6});
  const auto types = store->reports().top(Ranking::result_types, {});
  REQUIRE(types.size() == 2);
  CHECK(types[0].name == "certificate-expired");
  CHECK(types[0].sessions.failed == 5);
  CHECK(types[0].reports == 1);
  CHECK(types[1].name == "tlsa-invalid");
}

TEST_CASE("a report has the best trust of its receipts, and that one's evidence") {
  const auto store = memory_store();
  const std::int64_t id = add(*store, report("1", {policy("sts", "example.com", 1, 0)}),
                              {.trust = Trust::corroborated});
  const auto raise = [&](Trust trust, const std::string& evidence) {
    store->transact([&] { store->reports().raise_trust(id, trust, evidence); });
    const StoredReport stored = store->reports().find(id).value();
    CHECK(store->reports().list({}).front().evidence == stored.evidence);
    CHECK(store->reports().entries({}).front().evidence == stored.evidence);
    return std::pair(stored.trust, stored.evidence);
  };
  CHECK(raise(Trust::unauthenticated, "DNS is down") ==
        std::pair(Trust::corroborated, std::string()));
  CHECK(raise(Trust::verified, "DKIM pass") ==
        std::pair(Trust::verified, std::string("DKIM pass")));
  CHECK(raise(Trust::verified, "DKIM pass again") ==
        std::pair(Trust::verified, std::string("DKIM pass")));
  CHECK(raise(Trust::vouched, "") == std::pair(Trust::verified, std::string("DKIM pass")));
}

TEST_CASE("every sample comes back as it was read") {
  const auto store = memory_store(Commits::bulk);
  for (const tests::Sample& sample : tests::samples("reports")) {
    CAPTURE(sample.file_name);
    const auto read = parse_report(sample.bytes, sample.file_name);
    REQUIRE(read);
    require_equal(store->reports().find(add(*store, *read))->report, *read);
  }
}

TEST_CASE("a report of many lines, entries and failures comes back") {
  Report large = report("1", {});
  for (int n = 0; n < 1000; ++n) {
    large.policies.push_back(policy("sts", "d" + std::to_string(n % 300) + ".example.com", n, 1));
    large.policies.back().failure_details.assign(20, detail("tlsa-invalid", n));
  }
  const auto store = memory_store();
  const std::int64_t id = add(*store, large);
  require_equal(store->reports().find(id)->report, large);
  CHECK(store->reports().sums({}).size() == 300);
  CHECK(store->reports().list({}).at(0).policy_domains.size() == 300);
  CHECK(find_known(*store, large).at(0).entries == 21'000);
}

}  // namespace tlsward::tests::contract
