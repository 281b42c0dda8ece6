// Tests analyzer/digest_mailer.cpp.
#include "analyzer/digest_mailer.h"

#include "tests/support/temporary_folder.h"

#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <utility>

namespace tlsward {

namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

const Day kDay = parse_day("2026-11-24").value();
const Timestamp kNow = kDay + hours(14);

// A store in memory with one mail to two recipients.
struct Fixture {
  explicit Fixture(std::unique_ptr<Store> empty = open_store(":memory:", Commits::each))
      : store(std::move(empty)) {
    add("ops");
  }

  // Tries with a server that says this to the recipients that wait, or loses the connection.
  OutboxMail send(std::vector<RecipientState> answers, Timestamp now) {
    const PostMail post = [&](const OutboxMail& mail) {
      ++posted;
      if (answers.empty()) throw std::runtime_error("the connection was \x1b lost");
      std::vector<OutboxRecipient> said;
      for (const OutboxRecipient& recipient : mail.recipients)
        if (recipient.state == RecipientState::waiting)
          said.push_back({recipient.address, answers.at(said.size()), "said"});
      return said;
    };
    const auto mails = send_due(*store, post, now, [&] { return now; });
    return mails.empty() ? OutboxMail() : mails.front();
  }

  void add(const std::string& owner) {
    store->transact([&] {
      outbox.add({.owner = owner,
                  .local_day = kDay,
                  .first_day = kDay - days(1),
                  .last_day = kDay - days(1),
                  .message_id = owner + "@example.org",
                  .sender = "tlsward@example.org",
                  .message = "Subject: x\r\n\r\ny\r\n",
                  .created = kNow,
                  .next_try = kNow,
                  .recipients = {{.address = "a@example.org"}, {.address = "b@example.org"}}});
    });
  }

  std::unique_ptr<Store> store;
  Outbox& outbox = store->outbox();
  int posted = 0;
};

constexpr auto kTaken = RecipientState::taken;
constexpr auto kRefused = RecipientState::refused;
constexpr auto kWaiting = RecipientState::waiting;

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a mail that all have is sent, and never again") {
  const OutboxMail mail = send({kTaken, kTaken}, kNow);
  CHECK(mail.state == MailState::sent);
  CHECK(mail.settled == kNow);
  CHECK(mail.fault.empty());
  CHECK(outbox.statuses().front().last_sent == kNow);
  send({kTaken, kTaken}, kNow + days(9));
  CHECK(posted == 1);
}

TEST_CASE_FIXTURE(Fixture, "one that nobody takes waits longer each time, an hour at most") {
  Timestamp now = kNow;
  for (const int wait : {1, 2, 4, 8, 16, 32, 60, 60}) {
    const OutboxMail mail = send({}, now);
    CHECK(mail.state == MailState::waiting);
    CHECK(mail.fault == "the connection was \\x1b lost");
    CHECK(mail.next_try == now + minutes(wait));
    send({}, mail.next_try - std::chrono::seconds(1));
    now = mail.next_try;
  }
  CHECK(posted == 8);
  now = kNow + days(30);
  CHECK(send({}, now).state == MailState::waiting);
  CHECK(send({kTaken, kTaken}, now + hours(1)).state == MailState::sent);
}

TEST_CASE_FIXTURE(Fixture, "who is refused is not asked again, who is put off is") {
  const OutboxMail first = send({kRefused, kWaiting}, kNow);
  CHECK(first.state == MailState::waiting);
  CHECK(first.recipients[0].state == kRefused);
  CHECK(first.recipients[0].answer == "said");
  CHECK(first.fault == "b@example.org: said");
  const OutboxMail second = send({kTaken}, kNow + hours(1));
  CHECK(second.state == MailState::sent);
  CHECK(second.recipients[0].state == kRefused);
  CHECK(second.recipients[1].state == kTaken);
}

TEST_CASE_FIXTURE(Fixture, "a mail that all refuse is refused for good") {
  const OutboxMail mail = send({kRefused, kRefused}, kNow);
  CHECK(mail.state == MailState::refused);
  CHECK(mail.fault == "b@example.org: said");
  send({kTaken, kTaken}, kNow + days(1));
  CHECK(posted == 1);
}

TEST_CASE_FIXTURE(Fixture, "what some have is given up for the others after five days") {
  send({kTaken, kWaiting}, kNow);
  CHECK(send({kWaiting}, kNow + days(5) - std::chrono::seconds(1)).state == MailState::waiting);
  const OutboxMail mail = send({}, kNow + days(5) + hours(1));
  CHECK(mail.state == MailState::sent);
  CHECK(mail.recipients[1].state == RecipientState::given_up);
  CHECK(mail.recipients[1].answer == "said");
}

TEST_CASE_FIXTURE(Fixture, "each try has its own time, where a server takes an hour for each") {
  add("other");
  Timestamp now = kNow;
  const PostMail post = [&](const OutboxMail&) -> std::vector<OutboxRecipient> {
    now += hours(1);
    throw std::runtime_error("it took an hour");
  };
  const auto mails = send_due(*store, post, kNow, [&] { return now; });
  REQUIRE(mails.size() == 2);
  CHECK(mails[0].next_try == kNow + hours(1) + minutes(1));
  CHECK(mails[1].next_try == kNow + hours(2) + minutes(1));
}

TEST_CASE_FIXTURE(Fixture, "what was not tried before the stop has no failed try") {
  add("other");
  std::stop_source stopper;
  const PostMail post = [&](const OutboxMail&) -> std::vector<OutboxRecipient> {
    ++posted;
    stopper.request_stop();
    throw std::runtime_error("tlsward was ended meanwhile");
  };
  send_due(
      *store, post, kNow, [] { return kNow; }, stopper.get_token());
  CHECK(posted == 1);
  const auto waiting = outbox.due(kNow);
  REQUIRE(waiting.size() == 2);
  for (const OutboxMail& mail : waiting) {
    CHECK(mail.tries == 0);
    CHECK(mail.fault.empty());
  }
}

TEST_CASE_FIXTURE(Fixture, "a try is noted before it is made, as one that failed") {
  const PostMail post = [&](const OutboxMail& mail) -> std::vector<OutboxRecipient> {
    CHECK(mail.tries == 0);
    CHECK(mail.fault.empty());
    CHECK(outbox.due(kNow).empty());
    const OutboxMail noted = outbox.due(kNow + minutes(1)).at(0);
    CHECK(noted.tries == 1);
    CHECK(noted.in_doubt);
    CHECK(outbox.message(noted.id) == mail.message);
    CHECK_FALSE(mail.message.empty());
    CHECK(noted.fault.starts_with("a try has begun whose end is not noted"));
    ++posted;
    throw NotHandedOver("no route to host");
  };
  const auto mails = send_due(*store, post, kNow, [] { return kNow; });
  CHECK(posted == 1);
  CHECK(mails.at(0).tries == 1);
  CHECK(mails.at(0).fault == "no route to host");
  CHECK_FALSE(outbox.due(kNow + minutes(1)).at(0).in_doubt);
}

TEST_CASE("a try that cannot be noted is not made") {
  const tests::TemporaryFolder folder;
  Fixture fixture{open_store(folder / "tlsward.db", Commits::each)};
  fixture.store.reset();
  const auto store = open_store_read_only(folder / "tlsward.db");
  const PostMail post = [&](const OutboxMail&) -> std::vector<OutboxRecipient> {
    FAIL("posted");
    return {};
  };
  REQUIRE(store->outbox().due(kNow).size() == 1);
  CHECK_THROWS(send_due(*store, post, kNow, [] { return kNow; }));
}

TEST_CASE_FIXTURE(Fixture, "only what ends a try behind the message leaves it in doubt, for good") {
  const struct {
    std::string name;
    std::function<void()> end;
    bool want;
  } tries[] = {
      {"not handed over", [] { throw NotHandedOver("no login"); }, false},
      {"answered", [] {}, false},
      {"lost", [] { throw std::runtime_error("lost"); }, true},
      {"not handed over later", [] { throw NotHandedOver("no login"); }, true},
      {"answered later", [] {}, true},
  };
  Timestamp now = kNow;
  for (const auto& [name, end, want] : tries) {
    CAPTURE(name);
    const PostMail post = [&](const OutboxMail& mail) {
      end();
      std::vector<OutboxRecipient> said;
      for (const OutboxRecipient& recipient : mail.recipients)
        said.push_back({recipient.address, kWaiting, "450 later"});
      return said;
    };
    now += hours(1);
    REQUIRE(send_due(*store, post, now, [&] { return now; }).size() == 1);
    CHECK(outbox.due(now + hours(1)).at(0).in_doubt == want);
  }
}

TEST_CASE_FIXTURE(Fixture, "what is taken while it is to stop is noted as taken") {
  std::stop_source stopper;
  const PostMail post = [&](const OutboxMail& mail) {
    stopper.request_stop();
    std::vector<OutboxRecipient> said;
    for (const OutboxRecipient& recipient : mail.recipients)
      said.push_back({recipient.address, kTaken, "250 ok"});
    return said;
  };
  const auto mails = send_due(
      *store, post, kNow, [] { return kNow; }, stopper.get_token());
  REQUIRE(mails.size() == 1);
  CHECK(mails.front().state == MailState::sent);
}

}  // namespace tlsward
