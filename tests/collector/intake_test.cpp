// collector/intake.cpp: which reports are one and which count, against a database in memory.
#include "collector/intake.h"

#include "collector/unpack.h"
#include "schema/deliveries.h"
#include "tests/support/house.h"
#include "tests/support/report_text.h"
#include "tests/support/sample.h"
#include "tests/support/zip.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

namespace tlsward {

using tests::House;
using tests::kNow;
using tests::reason_of;
using tests::ReportText;
using tests::zip;

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

TEST_CASE("a flood of reports of one identity ends, and does not keep a better one out") {
  House house;
  const auto saying = [](int failed) {
    ReportText text;
    text.failed = failed;
    return text.json();
  };
  for (int failed = 0; failed < 100; ++failed) {
    const Settled settled = house.post(saying(failed));
    CHECK(settled.report.has_value() == (failed < 64));
    if (!settled.report) CHECK(settled.outcome == Outcome::quarantined);
  }
  const Settled better = house.take(saying(101));
  CHECK(better.outcome == Outcome::conflict);
  CHECK(house.counts(*better.report));
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
