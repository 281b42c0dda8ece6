// Tests analyzer/alert_message.cpp: what an alert says, in both languages and both parts.
#include "analyzer/alert_message.h"

#include "analyzer/wording.h"
#include "schema/printable.h"
#include "schema/text.h"
#include "tests/support/digests.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace tlsward {
namespace {

using std::chrono::days;
using std::chrono::hours;
using tests::kDay;
using tests::make_failing_report;
using tests::make_report;
using tests::put;

// A certificate of mx.example.com that has expired, and the owner "ops".
struct World {
  World() {
    for (int day = -7; day < 0; ++day)
      put(*store, make_report("a.example", "example.com", kDay + days(day), 90), Trust::verified);
    put(*store, make_failing_report("a.example", "example.com", kDay, "certificate-expired", 50),
        Trust::verified);
  }

  // The alert of all there is, with that to tell of each.
  MessageBody tell(AlertStage stage, std::string_view code = "en") {
    const Language& language = *find_language(code);
    digests = {make_digest(*store, kDay, {}, language),
               make_digest(*store, kDay - days(1), {}, language)};
    conditions = find_conditions({.yesterday = digests.data(),
                                  .before = digests.data() + 1,
                                  .decided = {},
                                  .silent = silent,
                                  .hash_key = store->hash_key()},
                                 {});
    std::vector<AlertNews> news;
    for (const AlertCondition& condition : conditions) {
      news.push_back({{.key = condition.key,
                       .kind = std::string(name(condition.kind)),
                       .domain = condition.cause.domain.text(),
                       .cause = condition.cause.cause,
                       .host = condition.kind == AlertKind::silence ? condition.silent.reporter
                                                                    : condition.cause.host.text(),
                       .news = stage},
                      &condition});
      if (stage != AlertStage::opened) news.back().thread.message_id = "first@example.org";
    }
    return make_alert(news, {owner, language, kDay, kDay + days(1) + hours(12)},
                      alert_subject(news, language));
  }

  std::unique_ptr<Store> store = open_store(":memory:", Commits::each);
  Owner owner{.name = "ops"};
  std::vector<SilentReporter> silent;
  std::vector<Digest> digests;
  std::vector<AlertCondition> conditions;
};

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::string one_line(std::string text) {
  std::string line;
  for (const char c : text)
    if (c != ' ' && c != '\n')
      line += c;
    else if (!line.ends_with(' '))
      line += ' ';
  return line;
}

}  // namespace

TEST_CASE_FIXTURE(World, "an alert says what happened, what it means, and what to type") {
  const MessageBody body = tell(AlertStage::opened);
  CHECK(body.subject == "[TLS-RPT] ALERT example.com: certificate expired, mx.example.com");
  CHECK(body.verdict == Verdict::action);
  CHECK(body.alert == "opened");
  const std::string text = one_line(body.parts.text);
  for (const std::string& part :
       {std::string("TLS alert of Tue 24 Nov 2026, 12:00 UTC"),
        std::string("ALERT - 1 new problem."), std::string("Mail was refused"),
        std::string("50 of 550 sessions failed"), std::string("nothing was delivered"),
        std::string(conditions.at(0).problem->advice.action().substr(0, 30)),
        "tlsward problems show " + conditions.at(0).problem->ids.at(0),
        std::string("alerts = false in [[owner]] \"ops\"")}) {
    CAPTURE(part);
    CHECK(has(text, part));
  }
}

TEST_CASE_FIXTURE(World, "text is in 72 columns, and both parts say the same in both languages") {
  silent = {{.reporter = "google.com",
             .organization_name = "Google Inc.",
             .lines = {Domain("example.com")},
             .last = kDay - days(4)}};
  for (const Language& language : languages()) {
    for (const AlertStage stage :
         {AlertStage::opened, AlertStage::reminder_3, AlertStage::resolved}) {
      CAPTURE(language.code());
      CAPTURE(name(stage));
      const MessageBody body = tell(stage, language.code());
      for (const std::string_view line : split(body.parts.text, "\n"))
        CHECK((display_width(line) <= 72 || line.starts_with("               ")));  // a command
      for (const char* number : {"example.com", "Google Inc.", "ops"}) {
        CHECK(has(body.parts.text, number));
        CHECK(has(body.parts.html, number));
      }
      CHECK_FALSE(has(body.parts.text, "{"));
      for (const char* fetched : {"http://", "https://", "<img", "<script", "url("})
        CHECK_FALSE(has(body.parts.html, fetched));
    }
  }
}

TEST_CASE_FIXTURE(World, "what goes on with a thread keeps its subject, and says how it stands") {
  const MessageBody reminder = tell(AlertStage::reminder_1);
  CHECK(reminder.subject == "Re: [TLS-RPT] ALERT example.com: certificate expired, mx.example.com");
  CHECK(has(reminder.parts.text, "STILL OPEN - 1 problem still open."));
  const MessageBody resolved = tell(AlertStage::resolved);
  CHECK(resolved.subject == reminder.subject);
  CHECK(resolved.verdict == Verdict::ok);
  CHECK(has(resolved.parts.text, "RESOLVED - 1 problem over."));
  CHECK(has(one_line(resolved.parts.text),
            "example.com - certificate expired, mx.example.com. Each who saw it"));
}

TEST_CASE_FIXTURE(World, "Polish counts as Polish does") {
  CHECK(has(tell(AlertStage::opened, "pl").parts.text, "1 nowy problem."));
  CHECK(has(tell(AlertStage::reminder_1, "pl").parts.text, "NADAL TRWA"));
  CHECK(tell(AlertStage::opened, "pl").subject.starts_with("[TLS-RPT] ALERT example.com: "));
}

TEST_CASE_FIXTURE(World, "what strangers wrote cannot leave its place") {
  Report report = make_failing_report("a.example", "example.com", kDay, "certificate-expired", 50);
  report.organization_name = "<b>x</b>\r\nSubject: y\x1b[2J";
  report.report_id = "other";
  report.contact_info = "tls@a.example";
  report.policies[0].failure_details[0].receiving_mx_hostname = Domain("mx\r\nx: y<i>");
  put(*store, report, Trust::verified);
  silent = {{.reporter = "google.com",
             .organization_name = "<script>\r\nBcc: z",
             .lines = {Domain("example.com")},
             .last = kDay - days(4)}};
  const MessageBody body = tell(AlertStage::opened);
  CHECK(body.subject.find_first_of("\r\n\x1b") == std::string::npos);
  CHECK_FALSE(has(body.parts.text, "\x1b"));
  CHECK_FALSE(has(body.parts.text, "\nBcc:"));
  CHECK_FALSE(has(body.parts.html, "<script>"));
  CHECK_FALSE(has(body.parts.html, "<i>"));
}

TEST_CASE_FIXTURE(World, "hundreds of problems fit, and are counted where they have no room") {
  for (int i = 0; i < 90; ++i)
    put(*store,
        make_failing_report("a.example", "d" + std::to_string(i) + ".example.com", kDay,
                            "certificate-expired", 50),
        Trust::vouched);
  const MessageBody body = tell(AlertStage::opened);
  CHECK(body.parts.html.size() < kMostHtmlBytes);
  CHECK(has(body.parts.text, "91 new problems"));
  CHECK(has(body.parts.text, "And 71 more."));
  CHECK(has(body.subject, "and 90 more problems"));
}

TEST_CASE("a test says that it is one") {
  const Owner owner{.name = "ops"};
  for (const Language& language : languages()) {
    const MessageBody body = make_test_alert({owner, language, kDay, kDay + days(1)});
    CHECK(body.subject.starts_with("[TLS-RPT] ALERT "));
    CHECK(has(body.parts.text, "tlsward alerts test"));
    CHECK(body.verdict == Verdict::ok);
  }
}

}  // namespace tlsward
