// Tests analyzer/delivery_list.cpp: what is in quarantine, and what became of what was let out.
#include "analyzer/delivery_list.h"

#include "tests/support/filled_store.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace tlsward {
namespace {

using nlohmann::ordered_json;
using tests::two_reports;

const Day kDay = *parse_day("2026-11-23");
const OutputOptions kJson = {.format = Format::json};

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("what is in quarantine is listed by reason and shown by its beginning, printable") {
  const auto store = two_reports(kDay);
  const auto id = tests::set_aside(*store, Reason::not_understood, kDay, "{\"a\x1b[2J");
  CHECK(has(list_quarantine(*store, {}, 0, {}), "not-understood"));
  CHECK_FALSE(has(list_quarantine(*store, Reason::not_ours, 0, {}), "not-understood"));
  const std::string text = show_quarantined(*store, id, {}).value();
  CHECK(has(text, ": not-understood\nends at byte 4\n"));
  CHECK(has(text, "{\"a\\x1b[2J\n"));
  const auto json = ordered_json::parse(show_quarantined(*store, id, kJson).value());
  CHECK(json["schema"] == 1);
  CHECK(json["reason"] == "not-understood");
  CHECK_FALSE(show_quarantined(*store, 1, {}).has_value());
  CHECK_FALSE(show_quarantined(*store, 99, {}).has_value());
}

TEST_CASE("what became of each report that was let out is told in one form") {
  const std::vector<Settled> all = {
      {.outcome = Outcome::stored, .source = "a.json", .report = 7},
      {.outcome = Outcome::refused,
       .source = "b.json",
       .rejection = Rejection{Reason::not_ours, "of no domain of ours"}}};
  CHECK(write_json(released_json(all)) ==
        R"({"schema":1,"released":[{"source":"a.json","outcome":"stored","report":7},)"
        R"({"source":"b.json","outcome":"refused","reason":"not-ours",)"
        R"("detail":"of no domain of ours"}]})"
        "\n");
}

}  // namespace
}  // namespace tlsward
