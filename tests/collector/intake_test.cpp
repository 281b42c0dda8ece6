// collector/intake.cpp: what becomes of a delivery, against a database in memory.
#include "collector/intake.h"

#include "collector/unpack.h"
#include "schema/deliveries.h"
#include "schema/reports.h"
#include "schema/store.h"
#include "tests/support/report_text.h"
#include "tests/support/sample.h"
#include "tests/support/zip.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tlsward {

using tests::ReportText;
using tests::zip;

namespace {

const Timestamp kNow = parse_datetime("2026-11-24T12:00:00Z")->time;

Ownership example_com() {
  Ownership ownership;
  ownership.domains = {Domain("example.com")};
  return ownership;
}

// A database in memory and the door to it.
struct House {
  explicit House(const Limits& limits = {}, Ownership whose = example_com())
      : ownership(std::move(whose)), intake(limits, ownership, store->hash_key()) {}

  // Takes in a delivery of one report.
  Settled take(const std::string& bytes, Trust trust = Trust::vouched,
               const std::string& channel = "file", const std::string& source = "report.json") {
    const auto settled = take_all(bytes, trust, channel, source);
    REQUIRE(settled.size() == 1);
    return settled.front();
  }

  std::vector<Settled> take_all(const std::string& bytes, Trust trust = Trust::vouched,
                                const std::string& channel = "file",
                                const std::string& source = "report.json") {
    return intake.accept(*store, {.channel = channel,
                                  .source = source,
                                  .file_name = "",
                                  .trust = trust,
                                  .received = kNow,
                                  .bytes = bytes});
  }

  Settled post(const std::string& bytes, const std::string& source = "192.0.2.7") {
    return take(bytes, Trust::unauthenticated, "https", source);
  }

  std::vector<ReportRow> reports() { return store->reports().list({}); }

  // The failures that count.
  std::int64_t failures() {
    Sessions sum;
    for (const DaySum& day : store->reports().sums({}))
      sum += day.sessions;
    return sum.failed;
  }

  bool counts(std::int64_t report) { return store->reports().find(report)->counted; }

  Ownership ownership;
  std::unique_ptr<Store> store = open_store(":memory:", Commits::each);
  Intake intake;
};

bool has_text_after(House& house, const Settled& settled) {
  const auto stored = house.store->reports().find(settled.report.value());
  return std::ranges::any_of(stored->report.deviations, [](const Deviation& deviation) {
    return deviation.code == DeviationCode::text_after_document;
  });
}

std::string reason_of(const Settled& settled) {
  return settled.rejection ? std::string(name(settled.rejection->reason)) : "";
}

}  // namespace

TEST_CASE("a report is stored once, however often and in whatever form it comes") {
  const ReportText report{.failed = 2, .failure_details = 2};
  ReportText as_list = report;
  as_list.mx_host = R"(["mx.example.com"])";
  const std::string policy_last = report.json();
  const std::size_t policies = policy_last.find("\"policies\"");
  const std::string policies_first =
      "{" + policy_last.substr(policies, policy_last.size() - 1 - policies) + ", " +
      policy_last.substr(1, policies - 3) + "}";
  const struct {
    std::string what;
    std::string again;
  } cases[] = {
      {"the same bytes", report.json()},
      {"in gzip", gzip(report.json())},
      {"in gzip of two members", gzip(report.json().substr(0, 9)) + gzip(report.json().substr(9))},
      {"in a zip", zip({{"a.json", report.json()}})},
      {"with a list for mx-host", as_list.json()},
      {"with its keys in another order", policies_first},
      {"with a byte order mark and line breaks", "\xef\xbb\xbf\n" + report.json() + "\n"},
  };
  for (const auto& [what, again] : cases) {
    CAPTURE(what);
    House house;
    const Settled first = house.take(report.json());
    CHECK(first.outcome == Outcome::stored);
    REQUIRE(first.report);
    const Settled second = house.post(again);
    CHECK(second.outcome == Outcome::duplicate);
    CHECK(second.report == first.report);
    CHECK(house.reports().size() == 1);
    CHECK(house.failures() == 2);
    CHECK(house.store->deliveries().receipts(*first.report).size() == 2);
  }
}

TEST_CASE("what only resembles a known report is another, and counts too") {
  const ReportText first{.failed = 1};
  ReportText other_organization = first;
  other_organization.contact_info = "tls@other.example";
  ReportText other_domain = first;
  other_domain.policy_domain = "mail.example.com";
  ReportText split_first = first;
  split_first.report_id = "2026-11-23T00:00:00Z_idx1_example.com";
  ReportText other_day = first;
  other_day.start_datetime = "2026-11-22T00:00:00Z";
  other_day.end_datetime = "2026-11-22T23:59:59Z";
  const struct {
    std::string what;
    ReportText second;
  } cases[] = {
      {"two organizations with one report-id", other_organization},
      {"one organization with one report-id for two domains", other_domain},
      {"a day's report in two parts", split_first},
      {"one report-id for two days", other_day},
  };
  for (const auto& [what, second] : cases) {
    CAPTURE(what);
    House house;
    CHECK(house.take(first.json()).outcome == Outcome::stored);
    CHECK(house.take(second.json()).outcome == Outcome::stored);
    CHECK(house.reports().size() == 2);
    CHECK(house.failures() == 2);
  }
}

TEST_CASE("of two reports of one identity both are kept and one counts") {
  const ReportText clean{.successful = 100};
  const ReportText failing{.successful = 90, .failed = 10, .failure_details = 2};
  const ReportText other{.successful = 91, .failed = 9, .failure_details = 2};
  const struct {
    std::string what;
    ReportText first;
    Trust first_trust;
    ReportText second;
    Trust second_trust;
    int counts;
  } cases[] = {
      {"the better trusted", failing, Trust::unauthenticated, clean, Trust::vouched, 2},
      {"the better trusted, if it came first", clean, Trust::verified, failing, Trust::vouched, 1},
      {"then the one with more entries", clean, Trust::vouched, failing, Trust::vouched, 2},
      {"the same, the other way round", failing, Trust::vouched, clean, Trust::vouched, 1},
      {"then the first", failing, Trust::vouched, other, Trust::vouched, 1},
      {"never a refused one", clean, Trust::unauthenticated, failing, Trust::refused, 1},
      {"nor if it came first", failing, Trust::refused, clean, Trust::unauthenticated, 2},
  };
  for (const auto& [what, first, first_trust, second, second_trust, counts] : cases) {
    CAPTURE(what);
    House house;
    const Settled one = house.take(first.json(), first_trust);
    const Settled two = house.take(second.json(), second_trust);
    CHECK(one.outcome == Outcome::stored);
    CHECK(two.outcome == Outcome::conflict);
    CHECK(reason_of(two) == "conflict");
    REQUIRE(two.report);
    CHECK(house.counts(*one.report) == (counts == 1));
    CHECK(house.counts(*two.report) == (counts == 2));
    CHECK(house.failures() == (counts == 1 ? first : second).failed);
    for (const ReportRow& row : house.reports())
      CHECK(row.conflict);
  }
}

TEST_CASE("a forged report hides the genuine one neither before it nor after it") {
  const ReportText forged{.successful = 1'000'000, .failure_details = 3};
  const ReportText genuine{.successful = 10, .failed = 7, .failure_details = 1};
  SUBCASE("forged first") {
    House house;
    house.post(forged.json());
    house.take(genuine.json());
    CHECK(house.failures() == 7);
  }
  SUBCASE("genuine first") {
    House house;
    house.take(genuine.json());
    house.post(forged.json());
    CHECK(house.failures() == 7);
  }
  SUBCASE("genuine by HTTPS too, and later by a better way") {
    House house;
    house.post(forged.json());
    CHECK(house.post(genuine.json()).outcome == Outcome::conflict);
    CHECK(house.failures() == 3);
    CHECK(house.take(genuine.json()).outcome == Outcome::duplicate);
    CHECK(house.failures() == 7);
    CHECK(house.post(forged.json()).outcome == Outcome::duplicate);
    CHECK(house.failures() == 7);
  }
}

TEST_CASE("a refused report is stored and does not count, until it comes in a better way") {
  House house;
  const std::string report = ReportText{.failed = 3}.json();
  const Settled first = house.take(report, Trust::refused, "imap");
  CHECK(first.outcome == Outcome::stored);
  CHECK_FALSE(house.counts(*first.report));
  CHECK(house.failures() == 0);
  CHECK(house.post(report).outcome == Outcome::duplicate);
  CHECK(house.counts(*first.report));
  CHECK(house.failures() == 3);
  CHECK(house.store->reports().find(*first.report)->trust == Trust::unauthenticated);
}

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
    const auto refused = house.store->deliveries().refused();
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

TEST_CASE("a flood of reports of one identity ends, and does not keep a better one out") {
  House house;
  const auto saying = [](int failed) {
    ReportText text;
    text.failed = failed;
    return text.json();
  };
  int kept = 0;
  for (int failed = 0; failed < 100; ++failed)
    kept += house.post(saying(failed)).outcome != Outcome::refused ? 1 : 0;
  CHECK(kept == 64);
  CHECK(reason_of(house.post(saying(100))) == "storage-full");
  const Settled better = house.take(saying(101));
  CHECK(better.outcome == Outcome::conflict);
  CHECK(house.counts(*better.report));
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

TEST_CASE("a zip is a delivery for each report in it, and tells of each") {
  House house;
  const std::string first = ReportText{.failed = 1}.json();
  const std::string second = ReportText{.report_id = "2", .failed = 2}.json();
  const auto settled = house.take_all(
      zip({{"x/1.json", first}, {"2.json.gz", gzip(second)}, {"3.json", "[]"}, {"4.json", first}}),
      Trust::vouched, "file", "old/archive.zip");
  REQUIRE(settled.size() == 4);
  CHECK(settled[0].outcome == Outcome::stored);
  CHECK(settled[0].source == "old/archive.zip: x/1.json");
  CHECK(house.store->deliveries().raw(*settled[0].delivery) == first);
  CHECK(settled[1].outcome == Outcome::stored);
  CHECK(house.store->deliveries().raw(*settled[1].delivery) == second);
  CHECK(settled[2].outcome == Outcome::refused);
  CHECK(settled[2].source == "old/archive.zip: 3.json");
  CHECK(reason_of(settled[2]) == "not-a-report");
  CHECK(settled[3].outcome == Outcome::duplicate);
  CHECK(house.failures() == 3);
  CHECK(house.store->deliveries().find(*settled[1].delivery)->file_name == "2.json.gz");
}

TEST_CASE("reports that stand one after the other are each one of its own") {
  const auto numbered = [](int number) {
    return ReportText{.report_id = std::to_string(number), .failed = 1}.json();
  };
  const std::string one = numbered(1);
  const std::string two = numbered(2);
  const struct {
    std::string what;
    std::string bytes;
  } cases[] = {
      {"lines", one + "\n" + two + "\n"},
      {"gzip of two members", gzip(one) + gzip(two)},
      {"an array", "[" + one + ",\n" + two + "]"},
      {"an array in gzip", gzip("[ " + one + ",\n" + two + "]")},
  };
  for (const auto& [what, bytes] : cases) {
    CAPTURE(what);
    House house;
    const auto settled = house.take_all(bytes, Trust::vouched, "file", "all.json");
    REQUIRE(settled.size() == 2);
    CHECK(settled[0].outcome == Outcome::stored);
    CHECK(settled[0].source == "all.json: document 1");
    CHECK(settled[1].outcome == Outcome::stored);
    CHECK(settled[1].source == "all.json: document 2");
    CHECK(house.store->deliveries().raw(*settled[1].delivery) == two);
    CHECK_FALSE(has_text_after(house, settled[0]));
    CHECK_FALSE(has_text_after(house, settled[1]));
    CHECK(house.failures() == 2);
    CHECK(house.take(two).outcome == Outcome::duplicate);
  }
}

TEST_CASE("a broken document between good ones is kept aside, and they are stored") {
  House house;
  const std::string good = ReportText{.failed = 1}.json();
  const std::string last = ReportText{.report_id = "2", .failed = 1}.json();
  const auto settled = house.take_all(good + "\n" + good.substr(0, 200) + "\n" + last + "\nbye");
  REQUIRE(settled.size() == 3);
  CHECK(settled[0].outcome == Outcome::stored);
  CHECK(reason_of(settled[1]) == "not-understood");
  CHECK(house.store->deliveries().raw(*settled[1].delivery) == good.substr(0, 200));
  CHECK(settled[2].outcome == Outcome::stored);
  CHECK_FALSE(has_text_after(house, settled[0]));
  CHECK(has_text_after(house, settled[2]));
  CHECK(house.intake.release(*house.store, *settled[1].delivery)->size() == 1);
}

TEST_CASE("one of several documents that is set aside is released alone") {
  House house;
  const auto settled = house.take_all(ReportText{.policy_domain = "example.net"}.json() +
                                      ReportText{.failed = 1}.json());
  REQUIRE(settled.size() == 2);
  CHECK(reason_of(settled[0]) == "not-ours");
  const auto released = house.intake.release(*house.store, *settled[0].delivery);
  REQUIRE(released->size() == 1);
  CHECK(released->front().outcome == Outcome::stored);
  CHECK(released->front().source == "report.json: document 1");
}

TEST_CASE("the documents of all of a delivery's texts are bounded together") {
  Limits limits;
  limits.max_documents = 3;
  const std::string one = ReportText{.report_id = "1"}.json();
  const std::string two = one + ReportText{.report_id = "2"}.json();
  const struct {
    std::string what;
    std::string bytes;
    std::size_t stored;
  } cases[] = {
      {"three", two + ReportText{.report_id = "3"}.json(), 3},
      {"four", two + two, 0},
      {"three in a zip", zip({{"1.json", two}, {"2.json", one}}), 3},
      {"four in a zip", zip({{"1.json", two}, {"2.json", two}}), 0},
  };
  for (const auto& [what, bytes, stored] : cases) {
    CAPTURE(what);
    House house(limits);
    const auto settled = house.take_all(bytes);
    CHECK(settled.size() == (stored == 0 ? 1 : stored));
    if (stored == 0)
      CHECK(settled.front().rejection->detail.find("max_documents") != std::string::npos);
    CHECK(house.reports().empty() == (stored == 0));
  }
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

TEST_CASE("each hostile sample ends as its .expected says") {
  Ownership everything;
  everything.accept_any = true;
  for (const tests::Sample& sample : tests::samples("hostile")) {
    CAPTURE(sample.file_name);
    House house({}, everything);
    const auto settled = house.intake.accept(*house.store, {.channel = "file",
                                                            .source = sample.file_name,
                                                            .file_name = sample.file_name,
                                                            .trust = Trust::vouched,
                                                            .received = kNow,
                                                            .bytes = sample.bytes});
    for (const Settled& each : settled) {
      const std::string outcome = fmt::format("{} {}", name(each.outcome), reason_of(each));
      CHECK(outcome.substr(0, outcome.find_last_not_of(' ') + 1) + "\n" == sample.expected);
    }
  }
}

}  // namespace tlsward
