// Tests analyzer/webhook_body.cpp and the files of analyzer/webhooks/.
#include "analyzer/webhook_body.h"

#include "tests/support/digests.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <set>
#include <string>
#include <vector>

namespace tlsward {
namespace {

using nlohmann::json;
using std::chrono::days;
using tests::kDay;
using tests::make_failing_report;
using tests::make_report;
using tests::put;

// The certificate of a host whose name a stranger chose has expired.
struct World {
  World() {
    Report report =
        make_failing_report("a.example", "example.com", kDay, "certificate-expired", 50);
    report.policies[0].failure_details[0].receiving_mx_hostname =
        Domain("mx\r\nX-Evil: y\"}{title}\x1b[2J<!channel>&");
    put(*store, report);
    digests = {make_digest(*store, kDay, {}), make_digest(*store, kDay - days(1), {})};
    conditions = find_conditions({.yesterday = digests.data(),
                                  .before = digests.data() + 1,
                                  .decided = {},
                                  .silent = {},
                                  .hash_key = store->hash_key()},
                                 {});
    REQUIRE(conditions.size() == 1);
  }

  WebhookPost post(const std::string& format, AlertStage stage = AlertStage::opened) {
    const AlertCondition& condition = conditions.front();
    const AlertThread thread{.key = condition.key,
                             .kind = std::string(name(condition.kind)),
                             .domain = condition.cause.domain.text(),
                             .cause = condition.cause.cause,
                             .host = condition.cause.host.text(),
                             .day = kDay,
                             .opened = kDay + days(1),
                             .news = stage};
    return make_webhook_post({"chat", format, ""}, {thread, &condition},
                             {owner, english(), kDay, kDay + days(1)});
  }

  std::unique_ptr<Store> store = open_store(":memory:", Commits::each);
  Owner owner{.name = "ops"};
  std::vector<Digest> digests;
  std::vector<AlertCondition> conditions;
};

// Whether it has so many header lines, and nothing else.
void check_head(const WebhookPost& post, std::ptrdiff_t lines) {
  CHECK(std::ranges::count(post.head, '\r') == lines);
  CHECK(std::ranges::count(post.head, '\n') == lines);
  CHECK(post.head.find("\nX-Evil") == std::string::npos);
  for (const char c : post.head)
    CHECK((c == '\r' || c == '\n' || (c >= ' ' && c <= '~')));
}

TEST_CASE_FIXTURE(World, "the event as JSON is what docs/json.md says") {
  const WebhookPost made = post("json");
  CHECK(made.event == "opened");
  CHECK(made.webhook == "chat");
  CHECK(made.state == PostState::waiting);
  const json event = json::parse(made.body);
  CHECK(event.at("schema") == 1);
  CHECK(event.at("delivery") == made.delivery);
  CHECK(event.at("owner") == "ops");
  CHECK(event.at("thread") == conditions.front().key);
  CHECK(event.at("kind") == "refused");
  CHECK(event.at("domain") == "example.com");
  CHECK(event.at("cause") == "certificate-expired");
  CHECK(event.at("day") == "2026-11-23");
  CHECK(event.at("opened") == "2026-11-24T00:00:00Z");
  CHECK(event.at("verdict") == "ACTION");
  CHECK(event.at("failed_session_count") == 50);
  CHECK(event.at("problems") == conditions.front().problem->ids);
  CHECK_FALSE(event.at("action").get<std::string>().empty());
  check_head(made, 1);
  CHECK(json::parse(post("json", AlertStage::resolved).body).at("verdict") == "OK");
  CHECK(json::parse(post("json", AlertStage::reminder_7).body).at("event") == "reminder");
}

TEST_CASE_FIXTURE(World, "each service's form is well-formed, whatever a stranger wrote") {
  for (const std::string& format : webhook_formats()) {
    CAPTURE(format);
    for (const AlertStage stage :
         {AlertStage::opened, AlertStage::reminder_3, AlertStage::resolved}) {
      const WebhookPost made = post(format, stage);
      CHECK(made.body.find('\x1b') == std::string::npos);
      check_head(made, format == "ntfy" ? 4 : 1);
      if (format != "ntfy") CHECK(json::parse(made.body).is_object());
    }
  }
  CHECK(json::parse(post("slack").body)
            .at("text")
            .get<std::string>()
            .starts_with("ALERT example.com: certificate expired"));
  CHECK(json::parse(post("matrix").body).at("msgtype") == "m.text");
  CHECK(post("ntfy").head.find("Priority: 5\r\n") != std::string::npos);
  CHECK(post("ntfy", AlertStage::resolved).head.find("Priority: 3\r\n") != std::string::npos);
}

TEST_CASE_FIXTURE(World, "no service takes what a stranger wrote for its own markup") {
  const json slack = json::parse(post("slack").body);
  const std::string text = slack.at("text");
  CHECK(text.find("&lt;!channel&gt;&amp;") != std::string::npos);
  CHECK(text.find_first_of("<>") == std::string::npos);
  CHECK(slack.at("mrkdwn") == false);
  const json matrix = json::parse(post("matrix").body);
  for (const char* member : {"formatted_body", "html"}) {
    const std::string html = matrix.at(member);
    CHECK(html.starts_with("<b>ALERT example.com: certificate expired, mx"));
    CHECK(html.find("&lt;!channel&gt;&amp;") != std::string::npos);
    CHECK(html.find("<!channel>") == std::string::npos);
    CHECK(html.find("<br>") != std::string::npos);
    CHECK(html.find('\n') == std::string::npos);
  }
  CHECK(matrix.at("body").get<std::string>().find("<!channel>&") != std::string::npos);
  CHECK(matrix.at("m.mentions").empty());
}

TEST_CASE_FIXTURE(World, "a title that is no ASCII is an encoded word in a header") {
  const WebhookPost made =
      make_test_post({"chat", "ntfy", ""}, {owner, *find_language("pl"), kDay, kDay + days(1)});
  check_head(made, 4);
  CHECK(made.head.find("Title: =?UTF-8?Q?=5BTLS=2DRPT=5D=20ALERT=20pr=C3=B3bny=3A=20wszystko"
                       "=20w=20porz=C4=85dku?=\r\n") != std::string::npos);
}

TEST_CASE_FIXTURE(World, "each post has a delivery id of its own") {
  std::set<std::string> ids;
  for (int i = 0; i < 100; ++i)
    ids.insert(post("json").delivery);
  CHECK(ids.size() == 100);
  CHECK(ids.begin()->size() == 32);
}

TEST_CASE_FIXTURE(World, "a test says that it is one") {
  const WebhookPost made =
      make_test_post({"chat", "json", ""}, {owner, english(), kDay, kDay + days(1)});
  CHECK(made.event == "test");
  CHECK(json::parse(made.body).at("event") == "test");
}

TEST_CASE("the formats are the files") {
  CHECK(webhook_formats() == std::vector<std::string>{"json", "matrix", "ntfy", "slack"});
}

}  // namespace
}  // namespace tlsward
