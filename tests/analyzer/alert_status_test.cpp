// Tests analyzer/alert_status.cpp.
#include "analyzer/alert_status.h"

#include <doctest/doctest.h>

#include <string>

namespace tlsward {
namespace {

const AlertThread kThread{.id = 1,
                          .owner = "ops",
                          .key = "0123456789",
                          .kind = "refused",
                          .domain = "example.com",
                          .cause = "tlsa-invalid",
                          .host = "mx\x1b[2J.example.com",
                          .day = parse_day("2026-11-23").value(),
                          .opened = Timestamp(parse_day("2026-11-24").value()),
                          .told = AlertStage::opened,
                          .news = AlertStage::reminder_1,
                          .message_id = "first@example.org",
                          .subject = "about it"};

TEST_CASE("a thread is a row for people, and all of it for programs") {
  const std::string table = list_alerts({kThread}, {});
  for (const char* part : {"OWNER", "ops", "refused", "example.com", "tlsa-invalid", "opened"}) {
    CAPTURE(part);
    CHECK(table.find(part) != std::string::npos);
  }
  CHECK(table.find('\x1b') == std::string::npos);
  const auto json = nlohmann::json::parse(list_alerts({kThread}, {.format = Format::json}));
  CHECK(json.at("schema") == 1);
  const auto& row = json.at("alerts").at(0);
  CHECK(row.at("owner") == "ops");
  CHECK(row.at("day") == "2026-11-23");
  CHECK(row.at("opened") == "2026-11-24T00:00:00Z");
  CHECK(row.at("told") == "opened");
  CHECK(row.at("news") == "reminder-1");
  CHECK(row.at("message_id") == "first@example.org");
}

TEST_CASE("where nothing is open, people are told so, and programs get an empty list") {
  CHECK(list_alerts({}, {}) == "No alert is open.\n");
  CHECK(nlohmann::json::parse(list_alerts({}, {.format = Format::json})).at("alerts").empty());
}

TEST_CASE("a silence has no domain, and news may be none") {
  AlertThread thread = kThread;
  thread.domain.clear();
  thread.news.reset();
  const auto json = nlohmann::json::parse(list_alerts({thread}, {.format = Format::json}));
  CHECK(json.at("alerts").at(0).at("domain").is_null());
  CHECK(json.at("alerts").at(0).at("news").is_null());
}

}  // namespace
}  // namespace tlsward
