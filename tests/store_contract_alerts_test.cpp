// The Store's contract: what schema/alerts.h and schema/alert_mails.h promise, whatever the engine.
#include "schema/alert_mails.h"
#include "schema/alerts.h"
#include "schema/store.h"

#include <doctest/doctest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace tlsward {

namespace {

using std::chrono::days;
using std::chrono::hours;

const Day kDay = parse_day("2026-11-24").value();
const Timestamp kNow = kDay + hours(14);

AlertThread thread_of(const std::string& owner, const std::string& key) {
  return {.owner = owner,
          .key = key,
          .kind = "refused",
          .domain = "example.com",
          .cause = "tlsa-invalid",
          .host = "mx.example.com",
          .day = kDay,
          .opened = kNow,
          .heard = kDay,
          .news = AlertStage::opened,
          .noticed = kNow};
}

OutboxMail mail_of(const std::string& owner, const std::string& message_id) {
  return {.owner = owner,
          .local_day = kDay,
          .first_day = kDay,
          .last_day = kDay,
          .message_id = message_id,
          .sender = "tlsward@example.org",
          .message = "Subject: x\r\n\r\ny\r\n",
          .created = kNow,
          .next_try = kNow,
          .recipients = {{.address = "a@example.org"}, {.address = "b@example.org"}}};
}

struct Fixture {
  std::unique_ptr<Store> store = open_store(":memory:", Commits::each);
  Alerts& alerts = store->alerts();
  AlertMails& mails = store->alert_mails();

  AlertThread add(AlertThread thread) {
    store->transact([&] { thread.id = alerts.add(thread); });
    return thread;
  }
  OutboxMail add(OutboxMail mail) {
    store->transact([&] { mail.id = mails.add(mail); });
    return mail;
  }
  // That a mail tells the thread's news.
  AlertThread tell(AlertThread thread, const OutboxMail& mail) {
    thread.told_before = thread.told;
    thread.told = *thread.news;
    thread.news.reset();
    thread.mail = mail.id;
    if (thread.message_id.empty()) thread.message_id = mail.message_id;
    thread.subject = "about it";
    store->transact([&] { alerts.change(thread); });
    return thread;
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a thread comes back as it was added, and as it was changed") {
  AlertThread thread = add(thread_of("ops", "a"));
  CHECK(alerts.threads() == std::vector{thread});
  thread = tell(thread, add(mail_of("ops", "first@example.org")));
  CHECK(alerts.threads() == std::vector{thread});
  thread.kind = "own-fault";
  thread.day += days(1);
  thread.opened += hours(1);
  thread.heard += days(2);
  store->transact([&] { alerts.change(thread); });
  CHECK(alerts.threads() == std::vector{thread});
}

TEST_CASE_FIXTURE(Fixture,
                  "an owner has one open thread of a problem, and another once it is over") {
  AlertThread thread = add(thread_of("ops", "a"));
  CHECK_THROWS_AS(add(thread_of("ops", "a")), std::runtime_error);
  add(thread_of("other", "a"));
  add(thread_of("ops", "b"));
  thread.news = AlertStage::resolved;
  tell(thread, add(mail_of("ops", "first@example.org")));
  CHECK(alerts.threads().size() == 2);
  CHECK(alerts.threads(kNow).size() == 3);
  CHECK(alerts.threads(kNow + hours(1)).size() == 2);
  add(thread_of("ops", "a"));
  CHECK(alerts.threads().size() == 3);
}

TEST_CASE_FIXTURE(Fixture, "a mail waits until it is due, and what a try changed is kept") {
  OutboxMail mail = add(mail_of("ops", "first@example.org"));
  CHECK(mails.due(kNow - hours(1)).empty());
  REQUIRE(mails.due(kNow).size() == 1);
  CHECK(mails.due(kNow).front().message.empty());
  CHECK(mails.message(mail.id) == mail.message);
  CHECK(mails.due(kNow).front().recipients.size() == 2);
  mail.tries = 3;
  mail.next_try = kNow + hours(1);
  mail.fault = "450 later";
  mail.in_doubt = true;
  mail.recipients[1].state = RecipientState::taken;
  mail.recipients[1].answer = "250 ok";
  store->transact([&] { mails.note_try(mail); });
  CHECK(mails.due(kNow).empty());
  REQUIRE(mails.waiting().size() == 1);
  const OutboxMail noted = mails.waiting().front();
  CHECK(noted.tries == 3);
  CHECK(noted.fault == "450 later");
  CHECK(noted.in_doubt);
  CHECK(noted.recipients[1].answer == "250 ok");
  mail.state = MailState::sent;
  mail.settled = kNow + hours(2);
  store->transact([&] { mails.note_try(mail); });
  CHECK(mails.waiting().empty());
  CHECK(mails.message(mail.id).empty());
  REQUIRE(mails.statuses().size() == 1);
  CHECK(mails.statuses().front().last_sent == kNow + hours(2));
}

TEST_CASE_FIXTURE(Fixture, "two mails never have one Message-ID") {
  add(mail_of("ops", "first@example.org"));
  CHECK_THROWS_AS(add(mail_of("ops", "first@example.org")), std::runtime_error);
}

TEST_CASE_FIXTURE(Fixture, "what a mail that is taken back told is to be told again") {
  const AlertThread thread = add(thread_of("ops", "a"));
  const OutboxMail first = add(mail_of("ops", "first@example.org"));
  tell(thread, first);
  store->transact([&] { mails.take_back(first.id); });
  AlertThread expected = thread;
  CHECK(mails.waiting().empty());
  CHECK(alerts.threads() == std::vector{expected});

  // A reminder that is taken back leaves the thread as it was begun, where somebody has that.
  OutboxMail second = add(mail_of("ops", "second@example.org"));
  AlertThread begun = tell(thread, second);
  second.recipients[0].state = RecipientState::taken;
  store->transact([&] { mails.note_try(second); });
  begun.news = AlertStage::reminder_1;
  const OutboxMail reminder = add(mail_of("ops", "third@example.org"));
  tell(begun, reminder);
  store->transact([&] { mails.take_back(reminder.id); });
  REQUIRE(alerts.threads().size() == 1);
  CHECK(alerts.threads().front().told == AlertStage::opened);
  CHECK(alerts.threads().front().news == AlertStage::reminder_1);
  CHECK(alerts.threads().front().message_id == "second@example.org");
}

TEST_CASE_FIXTURE(Fixture, "where nobody has the first mail either, the thread has all to tell") {
  const AlertThread thread = add(thread_of("ops", "a"));
  OutboxMail first = add(mail_of("ops", "first@example.org"));
  AlertThread begun = tell(thread, first);
  for (OutboxRecipient& recipient : first.recipients)
    recipient.state = RecipientState::refused;
  first.state = MailState::refused;
  store->transact([&] { mails.note_try(first); });
  CHECK(mails.refused().size() == 1);
  begun.news = AlertStage::reminder_1;
  const OutboxMail reminder = add(mail_of("ops", "second@example.org"));
  tell(begun, reminder);
  CHECK(mails.refused().empty());  // the reminder waits
  store->transact([&] { mails.take_back(reminder.id); });
  AlertThread expected = thread;
  CHECK(alerts.threads() == std::vector{expected});
}

TEST_CASE_FIXTURE(Fixture, "a mail that waits may get other recipients, and be given up") {
  OutboxMail mail = add(mail_of("ops", "first@example.org"));
  mail.recipients = {{.address = "c@example.org"}};
  store->transact([&] { mails.set_recipients(mail); });
  REQUIRE(mails.waiting().front().recipients.size() == 1);
  CHECK(mails.waiting().front().recipients.front().address == "c@example.org");
  mail.state = MailState::given_up;
  store->transact([&] { mails.note_try(mail); });
  CHECK(mails.waiting().empty());
}

TEST_CASE_FIXTURE(Fixture, "a thread that is open again takes the place of one begun meanwhile") {
  OutboxMail first = add(mail_of("ops", "first@example.org"));
  AlertThread thread = tell(add(thread_of("ops", "a")), first);
  first.recipients[0].state = RecipientState::taken;
  store->transact([&] { mails.note_try(first); });
  thread.news = AlertStage::resolved;
  const OutboxMail mail = add(mail_of("ops", "second@example.org"));
  tell(thread, mail);
  add(thread_of("ops", "a"));
  store->transact([&] { mails.take_back(mail.id); });
  REQUIRE(alerts.threads().size() == 1);
  CHECK(alerts.threads().front().id == thread.id);
  CHECK(alerts.threads().front().told == AlertStage::opened);
}

TEST_CASE_FIXTURE(Fixture, "the lines of a silence are kept with its thread, and go with it") {
  AlertThread thread = thread_of("ops", "a");
  thread.kind = "silence";
  thread.lines = {"a.example", "b.example"};
  thread = add(thread);
  CHECK(alerts.threads() == std::vector{thread});
  thread.lines = {"b.example", "c.example"};
  store->transact([&] { alerts.change(thread); });
  CHECK(alerts.threads() == std::vector{thread});
  store->transact([&] { alerts.remove(thread.id); });
  const AlertThread other = add(thread_of("ops", "a"));
  CHECK(alerts.threads() == std::vector{other});
}

TEST_CASE_FIXTURE(Fixture, "a webhook has threads of its own beside the owner's") {
  AlertThread thread = thread_of("ops", "a");
  add(thread);
  thread.webhook = "chat";
  add(thread);
  CHECK_THROWS_AS(add(thread), std::runtime_error);
  REQUIRE(alerts.threads().size() == 2);
  CHECK(alerts.threads().at(1).webhook == "chat");
}

TEST_CASE_FIXTURE(Fixture, "an owner's status is their last mail") {
  add(mail_of("b", "first@example.org"));
  add(mail_of("a", "second@example.org"));
  add(mail_of("b", "third@example.org"));
  REQUIRE(mails.statuses().size() == 2);
  CHECK(mails.statuses()[0].last.owner == "a");
  CHECK(mails.statuses()[1].last.message_id == "third@example.org");
  CHECK_FALSE(mails.statuses()[1].last_sent);
}

TEST_CASE("each stage of an alert has a name") {
  struct {
    AlertStage stage;
    const char* name;
  } const cases[] = {{AlertStage::none, "none"},
                     {AlertStage::opened, "opened"},
                     {AlertStage::reminder_1, "reminder-1"},
                     {AlertStage::reminder_3, "reminder-3"},
                     {AlertStage::reminder_7, "reminder-7"},
                     {AlertStage::resolved, "resolved"}};
  for (const auto& c : cases)
    CHECK(name(c.stage) == c.name);
}

}  // namespace tlsward
