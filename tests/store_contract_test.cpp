// What every storage engine owes of reports and transactions, written against schema/store.h and
// the plural headers only. A second engine runs the same cases, and those of the two files beside
// it.
#include "schema/counting.h"
#include "schema/deliveries.h"
#include "schema/identity.h"
#include "schema/report_json.h"
#include "schema/reports.h"
#include "schema/store.h"
#include "tests/support/sample.h"

#include <doctest/doctest.h>

#include <memory>
#include <stdexcept>

namespace tlsward {

namespace {

const Timestamp kMidnight{std::chrono::seconds{1'795'478'400}};  // 2026-11-24T00:00:00Z
const Day kTuesday = std::chrono::floor<std::chrono::days>(kMidnight);

std::unique_ptr<Store> memory_store(Commits commits = Commits::each) {
  return open_store(":memory:", commits);
}

Delivery delivery(std::string bytes = "{}") {
  return {.channel = "file",
          .source = "reports/a.json",
          .file_name = "a.json",
          .trust = Trust::vouched,
          .received = kMidnight + std::chrono::hours{30},
          .bytes = std::move(bytes)};
}

Policy policy(const std::string& type, const std::string& domain, std::int64_t successful,
              std::int64_t failed) {
  return {.policy_type = type,
          .policy_string = {"version: STSv1", "mode: enforce"},
          .policy_domain = Domain(domain),
          .mx_host = {},
          .summary = {successful, failed},
          .failure_details = {}};
}

FailureDetail detail(const std::string& type, std::int64_t count) {
  return {.result_type = type,
          .sending_mta_ip = "192.0.2.1",
          .receiving_mx_hostname = Domain("mx1.example.com"),
          .receiving_mx_helo = "mx1.example.com ESMTP",
          .receiving_ip = "2001:db8::25",
          .failed_session_count = count,
          .additional_information = "https://example.net/help?a=1",
          .failure_reason_code = "X509_V_ERR_CERT_HAS_EXPIRED"};
}

Report report(const std::string& id, std::vector<Policy> policies, Timestamp start = kMidnight) {
  return {.organization_name = "Example Inc.",
          .start_datetime = format_datetime(start),
          .end_datetime = format_datetime(start + std::chrono::seconds{86399}),
          .contact_info = "tls@example.net",
          .report_id = id,
          .policies = std::move(policies),
          .start = start,
          .end = start + std::chrono::days{1},
          .deviations = {}};
}

std::vector<PolicyLine> lines_of(const Report& report) {
  std::vector<PolicyLine> lines;
  for (const Policy& entry : report.policies)
    lines.push_back({entry.policy_domain, true});
  return lines;
}

struct Adding {
  Trust trust = Trust::vouched;
  bool counted = true;
  Outcome outcome = Outcome::stored;
  std::vector<PolicyLine> lines = {};  // empty: the policy domains
};

// Keeps a delivery and the report that it holds; the id of both.
std::int64_t add_in_transaction(Store& store, const Report& report, const Adding& adding = {}) {
  const Delivery from = delivery();
  std::optional<Rejection> rejection;
  if (adding.outcome == Outcome::conflict) rejection = {Reason::conflict, "says something else"};
  const std::int64_t id = store.deliveries().keep(
      {.delivery = from, .outcome = adding.outcome, .report = {}, .rejection = rejection});
  const auto lines = adding.lines.empty() ? lines_of(report) : adding.lines;
  store.reports().add({.id = id,
                       .report = report,
                       .fingerprint = Fingerprinter(store.hash_key()).fingerprint(report),
                       .lines = lines,
                       .trust = adding.trust,
                       .counted = adding.counted});
  return id;
}

std::int64_t add(Store& store, const Report& report, const Adding& adding = {}) {
  std::int64_t id = 0;
  store.transact([&] { id = add_in_transaction(store, report, adding); });
  return id;
}

void add_and_throw(Store& store, const Report& report) {
  store.transact([&] {
    add_in_transaction(store, report, {});
    throw std::domain_error("stop");
  });
}

std::vector<Known> find_known(Store& store, const Report& report) {
  return store.reports().find_known(report, Fingerprinter(store.hash_key()).fingerprint(report));
}

Sessions headline(Store& store, const Domain& domain, Day day = kTuesday) {
  const auto sums = store.reports().sums({.domains = {domain}, .since = day, .until = day});
  return sums.empty() ? Sessions{} : sums.at(0).sessions;
}

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

// All that a report may hold, in forms that senders use.
Report rich_report() {
  Report rich = report("2026-11-24_example.com",
                       {policy("sts", "example.com", 10, 5),
                        policy("tlsa", "mx1.example.com", 7, 0), policy("", "", 0, 0)});
  rich.start_datetime = "2026-11-24T00:00:00";  // no zone
  rich.end_datetime = "2026-11-25T00:00:00Z";   // not the last second
  rich.policies[0].mx_host = {Domain("*.example.com"), Domain("mx.example.org")};
  rich.policies[0].failure_details = {detail("certificate-expired", 3), {}};
  rich.policies[0].failure_details[1].failed_session_count.reset();
  rich.policies[1].policy_string = {"a\\nb", "line\nbreak", "", "back\\slash"};
  rich.policies[2].policy_string = {};
  rich.policies[2].summary = {};
  rich.deviations = {{DeviationCode::zone_missing, "/date-range/start-datetime", 1},
                     {DeviationCode::byte_order_mark, "", 1},
                     {DeviationCode::policy_domain_missing, "/policies/2/policy", 3}};
  return rich;
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

}  // namespace tlsward
