// collector/intake.cpp: what is set aside, and how it comes out of quarantine.
#include "collector/intake.h"
#include "collector/unpack.h"
#include "schema/deliveries.h"
#include "tests/support/house.h"
#include "tests/support/report_text.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>

namespace tlsward {

using tests::House;
using tests::reason_of;
using tests::ReportText;

TEST_CASE("dates and counts that cannot be true are set aside") {
  const struct {
    std::string what;
    std::string channel;
    std::string start;
    std::string end;
    std::int64_t successful;
    std::string want;  // the reason; "" if it is stored
  } cases[] = {
      {"eight days", "https", "2026-11-16T00:00:00Z", "2026-11-24T00:00:00Z", 1, ""},
      {"more", "https", "2026-11-16T00:00:00Z", "2026-11-24T00:00:01Z", 1, "implausible"},
      {"more in a file", "file", "2026-11-16T00:00:00Z", "2026-11-25T00:00:00Z", 1, "implausible"},
      {"ends in 48 hours", "https", "2026-11-25T12:00:00Z", "2026-11-26T12:00:00Z", 1, ""},
      {"ends later", "https", "2026-11-25T12:00:00Z", "2026-11-26T12:00:01Z", 1, "implausible"},
      {"ends in 9998", "file", "9998-01-01T00:00:00Z", "9998-01-02T00:00:00Z", 1, "implausible"},
      {"begins 60 days ago", "https", "2026-09-25T12:00:00Z", "2026-09-26T12:00:00Z", 1, ""},
      {"begins earlier", "https", "2026-09-25T11:59:59Z", "2026-09-26T12:00:00Z", 1, "implausible"},
      {"begins earlier, in a file", "file", "2019-01-01T00:00:00Z", "2019-01-02T00:00:00Z", 1, ""},
      {"10^9 sessions", "https", "2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z", 1'000'000'000, ""},
      {"more sessions", "https", "2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z", 1'000'000'001,
       "implausible"},
      {"more sessions in a file", "file", "2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z",
       9'000'000'000'000'000, "implausible"},
  };
  for (const auto& [what, channel, start, end, successful, want] : cases) {
    CAPTURE(what);
    House house;
    const ReportText report{.start_datetime = start, .end_datetime = end, .successful = successful};
    const Settled settled = house.take(report.json(), Trust::vouched, channel);
    CHECK(settled.outcome == (want.empty() ? Outcome::stored : Outcome::quarantined));
    CHECK(reason_of(settled) == want);
    CHECK(house.reports().size() == (want.empty() ? 1 : 0));
  }
}

TEST_CASE("a report that is known is a duplicate, however late it comes again") {
  House house;
  const ReportText old{.start_datetime = "2026-01-01T00:00:00Z",
                       .end_datetime = "2026-01-01T23:59:59Z"};
  CHECK(house.take(old.json()).outcome == Outcome::stored);
  CHECK(house.post(old.json()).outcome == Outcome::duplicate);
}

TEST_CASE("what is implausible cannot become the side of a conflict that counts") {
  House house;
  house.post(ReportText{.successful = 10, .failed = 7}.json());
  const ReportText absurd{.successful = 9'000'000'000'000'000, .failure_details = 50};
  CHECK(reason_of(house.post(absurd.json())) == "implausible");
  CHECK(house.failures() == 7);
}

TEST_CASE("a report is ours if one of its entries is; others are set aside with their bytes") {
  House house;
  const std::string foreign = gzip(ReportText{.policy_domain = "example.net"}.json());
  const Settled aside = house.post(foreign);
  CHECK(aside.outcome == Outcome::quarantined);
  CHECK(reason_of(aside) == "not-ours");
  CHECK(aside.rejection->detail.find("example.net") != std::string::npos);
  CHECK_FALSE(aside.report);
  REQUIRE(aside.delivery);
  CHECK(house.store->deliveries().raw(*aside.delivery) == foreign);
  CHECK(house.failures() == 0);

  std::string mixed = ReportText{.policy_domain = "example.net", .failed = 5}.json();
  const std::string ours = ReportText{.failed = 2}.json();
  const std::size_t entry = ours.find("{\"policy\":");
  mixed.insert(mixed.find("{\"policy\":"), ours.substr(entry, ours.size() - 2 - entry) + ", ");
  CHECK(house.post(mixed).outcome == Outcome::stored);
  CHECK(house.failures() == 2);
}

TEST_CASE("a report without policies says nothing, and is nobody else's") {
  House house;
  const std::string empty =
      R"({"organization-name": "Example Mail", "report-id": "1", "policies": [], "date-range": )"
      R"({"start-datetime": "2026-11-23T00:00:00Z", "end-datetime": "2026-11-23T23:59:59Z"}})";
  CHECK(house.post(empty).outcome == Outcome::stored);
}

TEST_CASE("what cannot be read is kept in quarantine if a person could, else refused") {
  const std::string packed = gzip(ReportText{}.json());
  const struct {
    std::string what;
    std::string bytes;
    Outcome outcome;
    std::string reason;
  } cases[] = {
      {"HTML", "<html></html>", Outcome::refused, "not-a-report"},
      {"nothing", "", Outcome::refused, "not-a-report"},
      {"gzip of HTML", gzip("<html></html>"), Outcome::refused, "not-a-report"},
      {"too many bytes", std::string((10 << 20) + 1, ' '), Outcome::refused, "too-large"},
      {"gzip cut off", packed.substr(0, packed.size() / 2), Outcome::quarantined, "not-understood"},
      {"broken JSON", R"({"policies": [)", Outcome::quarantined, "not-understood"},
  };
  for (const auto& [what, bytes, outcome, reason] : cases) {
    CAPTURE(what);
    House house;
    const Settled settled = house.post(bytes);
    CHECK(settled.outcome == outcome);
    CHECK(reason_of(settled) == reason);
    CHECK(settled.delivery.has_value() == (outcome == Outcome::quarantined));
    const auto refused = house.store->deliveries().refused(Day(), Day::max());
    CHECK(refused.size() == (outcome == Outcome::refused ? 1 : 0));
    if (settled.delivery) CHECK(house.store->deliveries().raw(*settled.delivery) == bytes);
  }
}

TEST_CASE("the quarantine holds its budget, and each network by HTTPS its share") {
  Limits limits;
  limits.max_quarantine_bytes = 3000;
  limits.max_quarantine_bytes_per_source = 1000;
  House house(limits);
  const auto broken = [](std::size_t size) { return "{" + std::string(size - 1, 'x'); };
  CHECK(house.post(broken(1000), "192.0.2.1").outcome == Outcome::quarantined);
  CHECK(reason_of(house.post(broken(1), "192.0.2.77")) == "storage-full");
  CHECK(house.post(broken(600), "2001:db8::1").outcome == Outcome::quarantined);
  CHECK(reason_of(house.post(broken(500), "2001:db8::2")) == "storage-full");
  CHECK(house.take(broken(1400)).outcome == Outcome::quarantined);
  const Settled over = house.post(broken(1), "198.51.100.3");
  CHECK(over.outcome == Outcome::refused);
  CHECK(reason_of(over) == "storage-full");
  CHECK_FALSE(over.delivery);
  CHECK(house.store->deliveries().quarantine_bytes() == 3000);
  CHECK(house.post(ReportText{}.json(), "192.0.2.1").outcome == Outcome::stored);
}

TEST_CASE("what is set aside is kept once, however often it comes") {
  Limits limits;
  limits.max_quarantine_bytes = 1000;
  House house(limits);
  const std::string broken = "{" + std::string(700, 'x');
  const Settled first = house.take(broken);
  const Settled again = house.take(broken, Trust::vouched, "file", "copy.json");
  CHECK(again.outcome == Outcome::quarantined);
  CHECK(reason_of(again) == "not-understood");
  CHECK(again.delivery == first.delivery);
  CHECK(house.store->deliveries().quarantine({}, 10).size() == 1);
  CHECK(house.store->deliveries().quarantine_bytes() == 701);
  CHECK(reason_of(house.post(broken)) == "storage-full");
}

TEST_CASE("a side of a conflict that does not count needs room in quarantine") {
  Limits limits;
  limits.max_quarantine_bytes = 10;
  House house(limits);
  ReportText text;
  CHECK(house.take(text.json()).outcome == Outcome::stored);
  text.failed = 7;
  CHECK(reason_of(house.post(text.json())) == "storage-full");
  CHECK(house.take(text.json(), Trust::verified).outcome == Outcome::conflict);
}

TEST_CASE("of 65 sides of a conflict the last is set aside, until an operator lets it count") {
  House house;
  for (int i = 1; i <= 64; ++i)
    REQUIRE(house.post(ReportText{.failed = i}.json()).report);
  const Settled last = house.post(ReportText{.failed = 65}.json());
  CHECK(last.outcome == Outcome::quarantined);
  CHECK(reason_of(last) == "conflict");
  CHECK(house.post(ReportText{.failed = 65}.json()).delivery == last.delivery);
  const auto released = house.intake.release(*house.store, *last.delivery);
  REQUIRE(released);
  CHECK(released->front().outcome == Outcome::conflict);
  CHECK(house.failures() == 65);
  CHECK(house.post(ReportText{.failed = 65}.json()).outcome == Outcome::duplicate);
}

TEST_CASE("released from quarantine, a report counts") {
  House house;
  const struct {
    std::string what;
    ReportText report;
  } cases[] = {
      {"not ours", {.report_id = "1", .policy_domain = "example.net", .failed = 1}},
      {"implausible", {.report_id = "2", .end_datetime = "2026-12-31T00:00:00Z", .failed = 1}},
  };
  std::int64_t failures = 0;
  for (const auto& [what, report] : cases) {
    CAPTURE(what);
    const Settled aside = house.post(report.json());
    REQUIRE(aside.outcome == Outcome::quarantined);
    const auto released = house.intake.release(*house.store, *aside.delivery);
    REQUIRE(released);
    REQUIRE(released->size() == 1);
    CHECK(released->front().outcome == Outcome::stored);
    CHECK(house.failures() == ++failures);
    CHECK_FALSE(house.intake.release(*house.store, *aside.delivery));
  }
  CHECK(house.store->deliveries().quarantine({}, 10).empty());
  CHECK(house.store->deliveries().quarantine_bytes() == 0);
}

TEST_CASE("a report with two objections is released twice") {
  House house;
  const ReportText report{.end_datetime = "2026-12-31T00:00:00Z", .policy_domain = "example.net"};
  const Settled aside = house.post(report.json());
  CHECK(reason_of(aside) == "not-ours");
  const auto once = house.intake.release(*house.store, *aside.delivery);
  REQUIRE(once);
  CHECK(reason_of(once->front()) == "implausible");
  const auto twice = house.intake.release(*house.store, *once->front().delivery);
  REQUIRE(twice);
  CHECK(twice->front().outcome == Outcome::stored);
}

TEST_CASE("releasing the side of a conflict that does not count turns them round") {
  House house;
  const Settled one = house.take(ReportText{.failed = 1}.json());
  const Settled two = house.take(ReportText{.failed = 2}.json());
  REQUIRE(house.failures() == 1);
  const auto released = house.intake.release(*house.store, *two.delivery);
  REQUIRE(released);
  CHECK(released->front().report == two.report);
  CHECK(house.failures() == 2);
  // It stays so when the others come again as they were.
  house.take(ReportText{.failed = 1}.json());
  CHECK(house.failures() == 2);
  // And back.
  const auto quarantine = house.store->deliveries().quarantine(Reason::conflict, 10);
  REQUIRE(quarantine.size() == 1);
  CHECK(quarantine.front().id == one.delivery);
  CHECK(house.intake.release(*house.store, quarantine.front().id));
  CHECK(house.failures() == 1);
}

TEST_CASE("only what is in quarantine can be released, and what cannot be read stays there") {
  House house;
  const Settled stored = house.take(ReportText{}.json());
  CHECK_FALSE(house.intake.release(*house.store, *stored.delivery));
  CHECK_FALSE(house.intake.release(*house.store, 4711));
  const Settled broken = house.take("{");
  const auto released = house.intake.release(*house.store, *broken.delivery);
  REQUIRE(released);
  CHECK(released->front().outcome == Outcome::quarantined);
  CHECK(released->front().delivery == broken.delivery);
  CHECK(house.store->deliveries().quarantine({}, 10).size() == 1);
}

}  // namespace tlsward
