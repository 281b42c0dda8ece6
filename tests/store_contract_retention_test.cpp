// The Store's contract: what schema/retention.h promises, whatever the engine.
#include "schema/alert_mails.h"
#include "schema/alerts.h"
#include "schema/outbox.h"
#include "schema/retention.h"
#include "schema/store.h"
#include "schema/webhooks.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>

namespace tlsward {

namespace {

using std::chrono::days;

const Day kDay = parse_day("2026-11-24").value();
const Timestamp kNow = kDay;

OutboxMail mail_of(int day, MailState state, const std::string& message_id) {
  OutboxMail mail{.owner = "ops",
                  .local_day = kDay + days(day),
                  .first_day = kDay + days(day),
                  .last_day = kDay + days(day),
                  .message_id = message_id,
                  .created = kNow + days(day),
                  .state = state,
                  .next_try = kNow + days(day),
                  .recipients = {{.address = "a@example.org", .state = RecipientState::taken}}};
  if (state != MailState::waiting) mail.settled = mail.created;
  return mail;
}

WebhookPost post_of(int day, PostState state, const std::string& delivery) {
  WebhookPost post{.webhook = "chat",
                   .delivery = delivery,
                   .event = "opened",
                   .created = kNow + days(day),
                   .state = state,
                   .next_try = kNow + days(day)};
  if (state != PostState::waiting) post.settled = post.created;
  return post;
}

AlertThread thread_of(const std::string& key, AlertStage told, std::int64_t mail) {
  return {.owner = "ops",
          .key = key,
          .kind = "refused",
          .day = kDay,
          .opened = kNow,
          .heard = kDay,
          .told = told,
          .noticed = kNow,
          .mail = mail};
}

struct Fixture {
  template <typename Work>
  void write(const Work& work) {
    store->transact(work);
  }
  // Until nothing is left to forget.
  void forget(Timestamp before) {
    while (store->retention().has_any(before))
      write([&] { store->retention().forget(before); });
  }

  std::unique_ptr<Store> store = open_store(":memory:", Commits::each);
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "digests that are over are forgotten, but the last and what waits") {
  write([&] {
    Outbox& outbox = store->outbox();
    outbox.add(mail_of(0, MailState::sent, "1@example.org"));
    outbox.add(mail_of(1, MailState::waiting, "2@example.org"));
    outbox.add(mail_of(2, MailState::sent, "3@example.org"));
    outbox.add(mail_of(3, MailState::unneeded, "4@example.org"));
    outbox.add(mail_of(4, MailState::sent, "5@example.org"));
  });
  CHECK_FALSE(store->retention().has_any(kNow));
  forget(kNow + days(1));
  CHECK_FALSE(store->outbox().has("ops", kDay));
  for (int day = 1; day < 5; ++day)
    CHECK(store->outbox().has("ops", kDay + days(day)));
  forget(kNow + days(900));
  CHECK(store->outbox().has("ops", kDay + days(1)));
  CHECK_FALSE(store->outbox().has("ops", kDay + days(2)));
  CHECK(store->outbox().has("ops", kDay + days(3)));
  REQUIRE(store->outbox().statuses().size() == 1);
  CHECK(store->outbox().statuses().front().last_sent == kNow + days(4));
  CHECK(store->outbox().statuses().front().last.recipients.size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "alerts that are over are forgotten, and no mail that a thread needs") {
  write([&] {
    AlertMails& mails = store->alert_mails();
    const auto first = mails.add(mail_of(0, MailState::sent, "1@example.org"));
    const auto second = mails.add(mail_of(0, MailState::sent, "2@example.org"));
    mails.add(mail_of(0, MailState::sent, "3@example.org"));
    store->alerts().add(thread_of("a", AlertStage::resolved, first));
    store->alerts().add(thread_of("b", AlertStage::opened, second));
  });
  forget(kNow);
  CHECK(store->alerts().threads(kNow).size() == 2);
  forget(kNow + days(1));
  REQUIRE(store->alerts().threads(kNow).size() == 1);
  CHECK(store->alerts().threads(kNow).front().key == "b");
  write(
      [&] { store->alert_mails().add(mail_of(0, MailState::sent, "1@example.org")); });  // it went
  CHECK_THROWS(
      write([&] { store->alert_mails().add(mail_of(0, MailState::sent, "2@example.org")); }));
}

TEST_CASE_FIXTURE(Fixture, "posts that are over are forgotten, but the last of each state") {
  write([&] {
    store->webhooks().add(post_of(0, PostState::given_up, "a"));
    store->webhooks().add(post_of(0, PostState::given_up, "b"));
    store->webhooks().add(post_of(0, PostState::taken, "c"));
    store->webhooks().add(post_of(0, PostState::waiting, "d"));
  });
  forget(kNow + days(1));
  REQUIRE(store->webhooks().statuses().size() == 1);
  CHECK(store->webhooks().statuses().front().given_up == 1);
  CHECK(store->webhooks().statuses().front().waiting == 1);
  CHECK(store->webhooks().statuses().front().last_taken == kNow);
}

TEST_CASE_FIXTURE(Fixture, "at most a thousand are forgotten at once") {
  write([&] {
    for (int i = 0; i < 1500; ++i)
      store->webhooks().add(post_of(0, PostState::given_up, std::to_string(i)));
  });
  write([&] { store->retention().forget(kNow + days(1)); });
  CHECK(store->webhooks().statuses().front().given_up == 500);
}

}  // namespace tlsward
