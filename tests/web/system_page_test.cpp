// Tests web/system_page.cpp: what stands against tlsward, and how its parts fare.
#include "web/system_page.h"

#include "schema/outbox.h"
#include "schema/webhooks.h"
#include "tests/support/filled_store.h"
#include "tests/support/test_dashboard.h"
#include "tests/support/told_errands.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using tests::check_order;
using tests::has;
using tests::kVisitedDay;

const Timestamp kNow = kVisitedDay + std::chrono::hours(36);

// One of two mailboxes fails, the endpoint listens, a digest is sent, another one waits.
class Running : public tests::TestDashboard {
 public:
  Running() {
    options.metrics.version = "9.9";
    options.metrics.mailboxes = {"reports", "second", "third"};
    options.webhooks = {"chat", "pager"};
    options.health.has_endpoint = true;
    options.started = kNow - days(3);
    options.owners = {{.name = "new"},
                      {.name = "ops", .schedule = {.zone = "Europe/Warsaw", .hour = hours(7)}}};
    const auto store = open();
    tests::put(*store, tests::make_report("a.example", "example.com", kVisitedDay, 1));
    tests::set_aside(*store, Reason::not_ours, kVisitedDay);
    store->transact([&] {
      store->deliveries().count_exceeded(kVisitedDay, "limits.header_deadline", 1234);
      store->mailboxes().set_status(
          {.mailbox = "reports", .last_poll = kNow, .last_success = kNow});
      store->mailboxes().set_status({.mailbox = "second",
                                     .last_poll = kNow,
                                     .last_success = kNow - days(1),
                                     .pending = 7,
                                     .failures = 2,
                                     .fault = "<b>login</b> refused"});
      store->endpoints().note_alive({.address = "192.0.2.1:443",
                                     .alive = kNow - minutes(1),
                                     .certificate_not_after = kNow + days(71)});
      add_mail(*store, "ops", MailState::sent, "");
      add_mail(*store, "<i>sales</i>", MailState::waiting, "connection refused");
      store->webhooks().add({.webhook = "chat",
                             .delivery = std::string(32, '0'),
                             .event = "opened",
                             .body = "{}",
                             .created = kNow - minutes(5),
                             .tries = 1,
                             .next_try = kNow + minutes(5),
                             .fault = "503"});
    });
  }

 private:
  static void add_mail(Store& store, const std::string& owner, MailState state,
                       const std::string& fault) {
    OutboxMail mail{.owner = owner,
                    .local_day = kVisitedDay,
                    .first_day = kVisitedDay,
                    .last_day = kVisitedDay,
                    .message_id = owner + "@example.org",
                    .sender = "t@example.org",
                    .message = "m",
                    .created = kNow - minutes(10),
                    .next_try = kNow,
                    .recipients = {{.address = "anna@example.org"}}};
    mail.id = store.outbox().add(mail);
    mail.state = state;
    mail.tries = 1;
    mail.fault = fault;
    if (state == MailState::sent) {
      mail.settled = kNow - minutes(9);
      mail.recipients.front().state = RecipientState::taken;
    }
    store.outbox().note_try(mail);
  }
};

TEST_CASE("what does not work comes first, with what to do, then each part") {
  Running dashboard;
  dashboard.options.health.mailboxes = {{"reports", minutes(15)}, {"second", minutes(15)}};
  check_order(dashboard.get("/system").body,
              {"<h1>Does tlsward work?</h1>",
               "NOT READY",
               "Reports by mail:",
               "1 of 2 mailboxes: no poll went well of late",
               "What to do:",
               "192.0.2.1:443",
               "Tue 24 Nov 2026, 11:59 UTC",
               "(71 days left)",
               ">reports</th>",
               "read</span>",
               ">second</th>",
               "2 tries failed</span>: <span lang=\"en\">&lt;b&gt;login",
               "<td class=\"number\" data-label=\"Still to read\">7<",
               ">third</th>",
               "not read yet</span>",
               ">new</th>",
               "none yet</span>",
               "Tue 24 Nov 2026, 14:00 UTC",
               ">ops</th>",
               "sent</span>",
               "Tue 24 Nov 2026, 11:51 UTC",
               "Wed 25 Nov 2026, 06:00 UTC",
               "anna@example.org",
               "&lt;i&gt;sales&lt;/i&gt;",
               "waits</span>",
               "the next try is at 2026-11-24T12:00:00Z: connection refused",
               "href=\"/digest\"",
               ">chat</th>",
               "waits since 2026-11-24T11:55:00Z",
               ">pager</th>",
               "nothing posted yet</span>",
               "href=\"/reports\">1</a>",
               "href=\"/quarantine\">1</a>",
               " KiB",
               "tlsward 9.9",
               "Sat 21 Nov 2026",
               "<code>limits.header_deadline</code>",
               ">1,234<",
               "tlsward status</code>"});
}

TEST_CASE("where all that is configured works it says so") {
  Running dashboard;
  dashboard.options.health.mailboxes = {{"reports", minutes(15)}};
  const std::string page = dashboard.get("/system").body;
  CHECK(has(page, "All that is configured works."));
  CHECK_FALSE(has(page, "NOT READY"));
  CHECK_FALSE(has(page, "<b>login"));
  CHECK_FALSE(has(page, "<i>sales"));
}

TEST_CASE("a new one teaches what can be set up") {
  const std::string page = tests::TestDashboard().get("/system").body;
  for (const std::string part : {"set ingest.listen", "add a [[mailbox]]", "add an [[owner]]",
                                 "for sending too much", "never"}) {
    CAPTURE(part);
    CHECK(has(page, part));
  }
  const std::string polish =
      tests::TestDashboard().get("/system", {{"Accept-Language", "pl"}}).body;
  CHECK(has(polish, "Czy tlsward działa?"));
  CHECK(has(polish, "dodaj [[mailbox]]"));
}

TEST_CASE("a fault of the endpoint, and a certificate that has ended, are told") {
  Running dashboard;
  const auto store = dashboard.open();
  store->transact([&] { store->endpoints().note_fault("192.0.2.1:443", "in use"); });
  const std::string page = dashboard.get("/system", {{"Accept-Language", "pl"}}).body;
  CHECK(has(page, "lang=\"en\">in use<"));
  CHECK(has(page, "punkt odbioru HTTPS nie mógł zacząć nasłuchu"));
  store->transact([&] {
    store->endpoints().note_alive(
        {.address = "192.0.2.1:443", .alive = kNow, .certificate_not_after = kNow - days(1)});
  });
  CHECK(has(dashboard.get("/system").body, "(it has ended)"));
}

TEST_CASE("its tables are had as data") {
  const Running dashboard;
  CHECK(dashboard.get("/system?as=csv&of=limits").body ==
        "setting,count\r\nlimits.header_deadline,1234\r\n");
  CHECK(dashboard.get("/system?as=csv&of=mailboxes").body ==
        "mailbox,last_poll,last_success,last_uid,pending,set_aside,failures,fault,note\r\n"
        "reports,2026-11-24T12:00:00Z,2026-11-24T12:00:00Z,0,0,0,0,,\r\n"
        "second,2026-11-24T12:00:00Z,2026-11-23T12:00:00Z,0,7,0,2,<b>login</b> refused,\r\n"
        "third,,,,,,,,\r\n");
  CHECK(has(dashboard.get("/system?as=csv&of=mails").body,
            "digest,ops,sent,2026-11-24T11:51:00Z,2026-11-23,1,,"));
  CHECK(has(dashboard.get("/system?as=json&of=mails").body, "\"fault\":\"connection refused\""));
  CHECK(has(dashboard.get("/system?as=csv&of=mails").body, "digest,new,,,"));
  CHECK(has(dashboard.get("/system?as=json&of=webhooks").body, "\"webhook\":\"chat\""));
  CHECK(has(dashboard.get("/system?as=csv&of=webhooks").body, "pager,,,,,,0,0,"));
}

TEST_CASE("it is for those alone who see all") {
  Running dashboard;
  dashboard.viewer = {.name = "owner", .domains = {{Domain("example.com")}}};
  CHECK(dashboard.get("/system").status == 403);
  CHECK_FALSE(has(dashboard.get("/").body, "href=\"/system\""));
}

TEST_CASE("a mailbox is tried by a button, and what came of it is told") {
  Running dashboard;
  tests::ToldErrands told;
  CHECK_FALSE(has(dashboard.get("/system").body, "/test\""));
  CHECK(dashboard.post("/system/mailboxes/reports/test", "").status == 404);
  dashboard.options.errands = &told.errands;
  CHECK(has(dashboard.get("/system").body, "action=\"/system/mailboxes/reports/test\""));
  told.may_end = false;
  CHECK(dashboard.post("/system/mailboxes/reports/test", "").status == 303);
  const Response meanwhile = dashboard.get("/system");
  CHECK(has(meanwhile.body, "This runs now"));
  CHECK(meanwhile.headers.back().first == "Refresh");
  told.end = {.code = 1, .output = "reports: <b>login refused</b>\n"};
  told.may_end = true;
  told.wait();
  CHECK(told.words == ErrandWords{"poll", "--once", "--dry-run", "--mailbox=reports"});
  CHECK(has(dashboard.get("/system").body, "reports: &lt;b&gt;login refused"));
  CHECK(dashboard.post("/system/mailboxes/elsewhere/test", "").status == 404);
}

TEST_CASE("a test mail is sent by a button") {
  Running dashboard;
  tests::ToldErrands told;
  dashboard.options.errands = &told.errands;
  told.end = {.code = 0, .output = "ops: sent to ops@example.org\n"};
  CHECK(dashboard.post("/system/mails/test", "").status == 303);
  told.wait();
  CHECK(told.words == ErrandWords{"alerts", "test"});
  CHECK(has(dashboard.get("/system").body, "ops: sent to ops@example.org"));
}

}  // namespace
}  // namespace tlsward
