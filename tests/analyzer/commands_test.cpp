// Tests analyzer/commands.cpp: what the commands print of stored reports.
#include "analyzer/commands.h"

#include "tests/support/filled_store.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

using nlohmann::ordered_json;
using std::chrono::days;
using tests::make_failing_report;
using tests::make_report;
using tests::put;
using tests::two_reports;

const Day kDay = *parse_day("2026-11-23");
const OutputOptions kJson = {.format = Format::json};

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("a report is shown with its receipts, and what is not there is absent") {
  const auto store = two_reports(kDay);
  const std::string text = show_report(*store, 2, {}).value();
  CHECK(
      text.starts_with("Report 2: https, received 2026-11-24T10:00:00Z, trust unauthenticated: "
                       "came by HTTPS, which anybody can use\n"));
  CHECK(has(text, "! 3 failed (certificate-expired): The certificate of mx.example.net"));
  CHECK(has(text,
            "Receipts\n  2026-11-24T10:00:00Z  https  192.0.2.9  unauthenticated: came by "
            "HTTPS"));
  const auto json = ordered_json::parse(show_report(*store, 2, kJson).value());
  CHECK(json["id"] == 2);
  CHECK(json["policies"][0]["failure_details"][0]["result_type"] == "certificate-expired");
  CHECK(json["receipts"][0]["outcome"] == "stored");
  CHECK(json["lines"][0]["ours"] == true);
  CHECK_FALSE(show_report(*store, 3, {}).has_value());
}

TEST_CASE("rankings name the worst first; details know no sessions") {
  const auto store = two_reports(kDay);
  CHECK(has(top(*store, Ranking::result_types, {}, {}), "certificate-expired"));
  const auto types = ordered_json::parse(top(*store, Ranking::result_types, {}, kJson));
  CHECK(types["top"][0]["sessions"].is_null());
  CHECK(types["top"][0]["failed"] == 3);
  const auto domains = ordered_json::parse(top(*store, Ranking::domains, {}, kJson));
  CHECK(domains["top"][0]["name"] == "example.net");
  CHECK(domains["top"][0]["sessions"] == 33);
}

TEST_CASE("the status is the verdict of the last complete day and what to type next") {
  const auto store = two_reports(kDay);
  CHECK(status(*store, kDay + days(1), {}, {}) ==
        "WATCH - Mon 23 Nov 2026 (UTC day): 1 problem to watch, 1 domain without\n"
        "reports.\n"
        " ~ example.net: The certificate of mx.example.net has expired. 3 failed,\n"
        "   1 reporter.\n"
        "\n"
        "2 reports for 2026-11-22 to 2026-11-23, the last received\n"
        "2026-11-24T10:00:00Z.\n"
        "Next: tlsward digest --day 2026-11-23\n");
  const auto json = ordered_json::parse(status(*store, kDay + days(1), {}, kJson));
  CHECK(json["verdict"] == "WATCH");
  CHECK(json["problems"].size() == 1);
  CHECK(json["next"] == "tlsward digest --day 2026-11-23");
}

TEST_CASE("the status of old files leads to their newest day") {
  const auto store = two_reports(kDay);
  const std::string text = status(*store, kDay + days(400), {}, {});
  CHECK(text.starts_with("BLIND - "));
  CHECK(has(text, "Next: tlsward digest --day 2026-11-23\n"));
}

TEST_CASE("an empty database teaches") {
  const auto store = open_store(":memory:", Commits::each);
  const std::string text = status(*store, kDay, {.domains = {Domain("example.com")}}, {});
  CHECK(text.starts_with("BLIND - No reports yet."));
  CHECK(has(text, "tlsward import FILE"));
  CHECK(has(text, "tlsward demo"));
}

TEST_CASE("a guest's status is of their domains, and says nothing of the machine") {
  const auto store = two_reports(kDay);
  store->transact(
      [&] { store->deliveries().count_exceeded(kDay + days(1), "limits.header_deadline", 3); });
  const auto ask = [&](const DigestScope& scope) {
    return ordered_json::parse(status(*store, kDay + days(1), scope, kJson));
  };
  const auto whole = ask({});
  CHECK(whole["reports"] == 2);
  CHECK(whole["exceeded"].size() == 1);
  const auto part = ask({.domains = {Domain("example.net")}, .is_guest = true});
  CHECK(part["reports"] == 1);
  CHECK(part["conflicts"] == 0);
  CHECK(part["first_day"] == "2026-11-23");
  CHECK(part["last_day"] == "2026-11-23");
  CHECK(part["last_received"] == "2026-11-24T10:00:00Z");
  CHECK(part["exceeded"].empty());
  CHECK(ask({.domains = {Domain("nobody.invalid")}, .is_guest = true})["reports"] == 0);
}

}  // namespace
}  // namespace tlsward
