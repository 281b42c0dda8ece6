// collector/corroboration.cpp: which addresses are looked up and what becomes of their reports;
// with a DNS server, tests/e2e/corroborated_by_dns.sh.
#include "collector/corroboration.h"

#include "schema/deliveries.h"
#include "schema/reports.h"
#include "tests/support/report_text.h"
#include "tests/support/temporary_folder.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace tlsward {
namespace {

using tests::ReportText;
using Names = std::optional<std::vector<std::string>>;

const Timestamp kNow = parse_datetime("2026-11-24T12:00:00Z")->time;
const Ownership kEverything{.accept_any = true};

// A database that takes reports in by HTTPS, and a DNS that knows some addresses.
struct House {
  explicit House(Trust counts_from = Trust::unauthenticated) {
    limits.counts_from = counts_from;
    corroboration.emplace(CorroborationOptions{database, limits, kEverything, [this] {
                                                 return [this](const std::string& address) {
                                                   asked.push_back(address);
                                                   if (!fault.empty())
                                                     throw std::runtime_error(fault);
                                                   const auto found = dns.find(address);
                                                   return found != dns.end()
                                                              ? found->second
                                                              : Names(std::vector<std::string>{});
                                                 };
                                               }});
  }

  std::vector<Settled> post(const std::string& address, const ReportText& report) {
    const auto store = open_store(database, Commits::each);
    Intake intake(limits, kEverything, store->hash_key());
    auto settled = intake.accept(
        *store, {.channel = "https", .source = address, .received = kNow, .bytes = report.json()});
    corroboration->ask(address, settled);
    return settled;
  }

  StoredReport report(std::int64_t id) const {
    return open_store_read_only(database)->reports().find(id).value();
  }

  Trust trust_after(const std::string& address, const ReportText& text) {
    const std::int64_t id = post(address, text).front().report.value();
    corroboration->work(kNow);
    return report(id).trust;
  }

  tests::TemporaryFolder folder;
  std::string database = folder / "tlsward.db";
  Limits limits;
  std::map<std::string, Names> dns;
  std::vector<std::string> asked;
  std::string fault;
  std::optional<Corroboration> corroboration;
};

}  // namespace

TEST_CASE("a report is corroborated by a name of its reporter's organization") {
  const struct {
    std::string contact_info;
    Names names;
    Trust want;
  } cases[] = {
      {"tls@sender.example", {{"mta.sender.example"}}, Trust::corroborated},
      {"tls@corp.sender.example", {{"MTA.Sender.Example."}}, Trust::corroborated},
      {"tls@sender.example", {{"a.other.example", "mta.sender.example"}}, Trust::corroborated},
      {"tls@sender.example", {{"mta.notsender.example"}}, Trust::unauthenticated},
      {"tls@sender.example", {{"sender.example.other.example"}}, Trust::unauthenticated},
      {"tls@sender.co.uk", {{"mta.other.co.uk"}}, Trust::unauthenticated},
      {"tls@sender.example", {{}}, Trust::unauthenticated},
      {"tls@sender.example", {}, Trust::unauthenticated},
      {"", {{"mta.sender.example"}}, Trust::unauthenticated},
  };
  for (const auto& [contact_info, names, want] : cases) {
    CAPTURE(contact_info);
    House house;
    house.dns["192.0.2.7"] = names;
    CHECK(name(house.trust_after("192.0.2.7", {.contact_info = contact_info})) == name(want));
  }
}

TEST_CASE("the report and its receipt tell by what they are corroborated") {
  House house;
  house.dns["192.0.2.7"] = {{"mta.reporter.example"}};
  const std::int64_t first = house.post("198.51.100.1", {}).front().report.value();
  const Settled second = house.post("192.0.2.7", {}).front();
  CHECK(second.outcome == Outcome::duplicate);
  house.corroboration->work(kNow);
  const std::string evidence = "192.0.2.7 is mta.reporter.example, aligned to contact-info";
  CHECK(house.report(first).evidence == evidence);
  const auto receipts = open_store_read_only(house.database)->deliveries().receipts(first);
  REQUIRE(receipts.size() == 2);
  CHECK(receipts[0].trust == Trust::unauthenticated);
  CHECK(receipts[1].trust == Trust::corroborated);
  CHECK(receipts[1].evidence == evidence);
}

TEST_CASE("what is corroborated counts instead of a forgery that came first") {
  House house;
  house.dns["192.0.2.7"] = {{"mta.reporter.example"}};
  const std::int64_t forged =
      house.post("198.51.100.1", {.failed = 3, .failure_details = 3}).front().report.value();
  const Settled genuine = house.post("192.0.2.7", {.failed = 1}).front();
  CHECK(genuine.outcome == Outcome::conflict);
  CHECK(house.report(forged).counted);
  house.corroboration->work(kNow);
  CHECK_FALSE(house.report(forged).counted);
  CHECK(house.report(genuine.report.value()).counted);
}

TEST_CASE("what is corroborated counts from behind any number of forgeries, and theirs no more") {
  House house;
  house.dns["192.0.2.7"] = {{"mta.reporter.example"}};
  const auto last_forged = [&] {
    Settled last;
    for (int i = 0; i < 70; ++i)
      last = house.post("198.51.100.1", {.successful = i, .failed = 100, .failure_details = 3})
                 .front();
    return last;
  };
  const Settled forged = last_forged();
  CHECK(forged.outcome == Outcome::quarantined);
  for (const std::int64_t failed : {1, 2}) {
    CAPTURE(failed);
    const Settled genuine = house.post("192.0.2.7", {.failed = failed}).front();
    CHECK(genuine.outcome == Outcome::quarantined);
    house.corroboration->work(kNow);
  }
  last_forged();
  house.corroboration->work(kNow);
  const auto store = open_store_read_only(house.database);
  const auto rows = store->reports().list({});
  CHECK(rows.size() == 66);
  const auto counted = std::ranges::find(rows, true, &ReportRow::counted);
  REQUIRE(counted != rows.end());
  CHECK(counted->trust == Trust::corroborated);
  CHECK(house.report(counted->id).evidence ==
        "192.0.2.7 is mta.reporter.example, aligned to contact-info");
  Sessions sum;
  for (const DaySum& day : store->reports().sums({}))
    sum += day.sessions;
  CHECK(sum.failed == 1);
}

TEST_CASE("a report counts from when it is corroborated, where that is asked for") {
  House house(Trust::corroborated);
  house.dns["192.0.2.7"] = {{"mta.reporter.example"}};
  const std::int64_t id = house.post("192.0.2.7", {}).front().report.value();
  CHECK_FALSE(house.report(id).counted);
  house.corroboration->work(kNow);
  CHECK(house.report(id).counted);
}

TEST_CASE("an address is looked up once an hour, after a failure once a minute") {
  House house;
  house.dns["192.0.2.7"] = {{"mta.reporter.example"}};
  house.dns["192.0.2.8"] = std::nullopt;
  const auto ask = [&](std::chrono::seconds later) {
    house.asked.clear();
    for (const char* address : {"192.0.2.7", "192.0.2.8", "192.0.2.7", "192.0.2.8"})
      house.post(address, {});
    house.corroboration->work(kNow + later);
    return house.asked;
  };
  using Asked = std::vector<std::string>;
  CHECK(ask(std::chrono::seconds(0)) == Asked{"192.0.2.7", "192.0.2.8"});
  CHECK(ask(std::chrono::seconds(59)).empty());
  CHECK(ask(std::chrono::seconds(60)) == Asked{"192.0.2.8"});
  CHECK(ask(std::chrono::seconds(3600)) == Asked{"192.0.2.7", "192.0.2.8"});
}

TEST_CASE("strangers cannot make it look up more than a few addresses at once, nor hold many") {
  House house;
  const Settled settled = house.post("198.51.100.1", {}).front();
  for (std::size_t i = 0; i < 2 * Corroboration::kMostWaiting; ++i)
    house.corroboration->ask(fmt::format("2001:db8::{:x}", i), {settled});
  house.corroboration->work(kNow);
  CHECK(house.asked.size() == Corroboration::kMostAddressesAtOnce);
  for (std::size_t round = 0; round < 2 * Corroboration::kMostWaiting / 10; ++round)
    house.corroboration->work(kNow);
  CHECK(house.asked.size() == Corroboration::kMostWaiting);
}

TEST_CASE("a look-up that throws is passed over, and the next one is not") {
  House house;
  house.dns["192.0.2.7"] = {{"mta.reporter.example"}};
  const std::int64_t id = house.post("192.0.2.7", {}).front().report.value();
  house.fault = "no resolver";
  CHECK_THROWS_WITH_AS(house.corroboration->work(kNow), "no resolver", std::runtime_error);
  house.fault.clear();
  CHECK(house.trust_after("192.0.2.7", {.failed = 1}) == Trust::corroborated);
  CHECK(house.report(id).trust == Trust::unauthenticated);
}

TEST_CASE("it ends when it is asked to, with and without work") {
  House house;
  house.post("192.0.2.7", {});
  for (int i = 0; i < 2; ++i) {
    std::jthread thread([&](const std::stop_token& stop) { house.corroboration->run(stop); });
  }
}

}  // namespace tlsward
