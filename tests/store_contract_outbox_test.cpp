// The Store's contract: what schema/outbox.h promises, whatever the engine.
#include "schema/outbox.h"
#include "schema/store.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

namespace tlsward {

namespace {

using std::chrono::days;
using std::chrono::hours;

const Day kDay = parse_day("2026-11-24").value();
const Timestamp kNow = kDay + hours(14);

// A digest of the day before for these addresses.
OutboxMail mail_of(const std::string& owner, Day local_day,
                   const std::vector<std::string>& addresses = {"a@example.org"}) {
  OutboxMail mail{.owner = owner,
                  .local_day = local_day,
                  .first_day = local_day - days(1),
                  .last_day = local_day - days(1),
                  .message_id = "digest." + format_day(local_day) + "@example.org",
                  .sender = "tlsward@example.org",
                  .message = "Subject: x\r\n\r\ny\r\n",
                  .created = kNow,
                  .seen = 7,
                  .next_try = kNow};
  for (const std::string& address : addresses)
    mail.recipients.push_back({.address = address});
  return mail;
}

// A store in memory, and its outbox.
struct Fixture {
  std::unique_ptr<Store> store = open_store(":memory:", Commits::each);
  Outbox& outbox = store->outbox();

  std::int64_t add(const OutboxMail& mail) {
    std::int64_t id = 0;
    store->transact([&] { id = outbox.add(mail); });
    return id;
  }

  // Notes that the first recipient of the only waiting mail has it, or that all have.
  void take(MailState state) {
    OutboxMail mail = outbox.due(kNow).at(0);
    mail.recipients.front().state = RecipientState::taken;
    if (state == MailState::sent) mail.settled = kNow;
    mail.state = state;
    store->transact([&] { outbox.note_try(mail); });
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a mail waits with everything that is needed to send it") {
  OutboxMail mail = mail_of("ops", kDay, {"b@example.org", "a@example.org"});
  mail.id = add(mail);
  CHECK(outbox.has("ops", kDay));
  CHECK_FALSE(outbox.has("ops", kDay + days(1)));
  CHECK_FALSE(outbox.has("other", kDay));
  REQUIRE(outbox.due(kNow).size() == 1);
  const OutboxMail due = outbox.due(kNow).front();
  CHECK(due.id == mail.id);
  CHECK(due.owner == mail.owner);
  CHECK(due.local_day == mail.local_day);
  CHECK(due.first_day == mail.first_day);
  CHECK(due.last_day == mail.last_day);
  CHECK(due.message_id == mail.message_id);
  CHECK(due.sender == mail.sender);
  CHECK(due.message.empty());
  CHECK(outbox.message(mail.id) == mail.message);
  CHECK(due.created == mail.created);
  CHECK(due.seen == mail.seen);
  CHECK(due.state == MailState::waiting);
  REQUIRE(due.recipients.size() == 2);
  CHECK(due.recipients[0].address == "a@example.org");
  CHECK(due.recipients[0].state == RecipientState::waiting);
  CHECK(outbox.due(kNow - std::chrono::seconds(1)).empty());
}

TEST_CASE_FIXTURE(Fixture, "an owner has one mail for each local day") {
  add(mail_of("ops", kDay));
  CHECK_THROWS(add(mail_of("ops", kDay)));
  add(mail_of("ops", kDay + days(1)));
  add(mail_of("other", kDay));
  CHECK(outbox.due(kNow).size() == 3);
}

TEST_CASE_FIXTURE(Fixture, "what a try changed is kept, and what is settled waits no more") {
  add(mail_of("ops", kDay, {"a@example.org", "b@example.org"}));
  OutboxMail mail = outbox.due(kNow).at(0);
  mail.tries = 1;
  mail.next_try = kNow + hours(1);
  mail.fault = "no answer";
  mail.in_doubt = true;
  mail.recipients[0] = {"a@example.org", RecipientState::refused, "550 no such user"};
  store->transact([&] { outbox.note_try(mail); });
  CHECK(outbox.due(kNow).empty());
  const OutboxMail later = outbox.due(kNow + hours(1)).at(0);
  CHECK(later.tries == 1);
  CHECK(later.fault == "no answer");
  CHECK(later.in_doubt);
  CHECK(later.recipients[0].state == RecipientState::refused);
  CHECK(later.recipients[0].answer == "550 no such user");
  CHECK(later.has(RecipientState::waiting));
  CHECK_FALSE(later.has(RecipientState::taken));

  mail.state = MailState::sent;
  mail.settled = kNow;
  mail.recipients[1].state = RecipientState::taken;
  CHECK_FALSE(outbox.message(mail.id).empty());
  store->transact([&] { outbox.note_try(mail); });
  CHECK(outbox.message(mail.id).empty());
  CHECK(outbox.due(kNow + days(9)).empty());
  CHECK(outbox.has("ops", kDay));
}

TEST_CASE_FIXTURE(Fixture, "a day is covered once somebody has its digest, or none is needed") {
  CHECK_FALSE(outbox.last_covered("ops", kDay));
  add(mail_of("ops", kDay, {"a@example.org", "b@example.org"}));
  CHECK(outbox.last_covered("ops", kDay)->last_day == kDay - days(2));
  CHECK_FALSE(outbox.last_covered("ops", kDay)->made);
  CHECK_FALSE(outbox.last_covered("ops", kDay)->seen);
  take(MailState::waiting);
  CHECK(outbox.last_covered("ops", kDay)->last_day == kDay - days(1));
  CHECK(outbox.last_covered("ops", kDay)->made == kNow);
  CHECK(outbox.last_covered("ops", kDay)->seen == 7);
  CHECK_FALSE(outbox.last_covered("ops", kDay - days(1)));
  CHECK_FALSE(outbox.last_covered("other", kDay));

  OutboxMail nothing = mail_of("ops", kDay + days(1), {});
  nothing.state = MailState::unneeded;
  add(nothing);
  CHECK(outbox.last_covered("ops", kDay + days(9))->last_day == kDay);
  add(mail_of("ops", kDay + days(2)));
  CHECK(outbox.last_covered("ops", kDay + days(9))->last_day == kDay);
}

TEST_CASE_FIXTURE(Fixture, "what nobody has taken is replaced, what somebody has is not") {
  add(mail_of("ops", kDay, {"a@example.org", "b@example.org"}));
  take(MailState::waiting);
  add(mail_of("ops", kDay + days(1)));
  add(mail_of("other", kDay));
  store->transact([&] { outbox.replace_waiting("ops", kNow); });
  const auto due = outbox.due(kNow);
  REQUIRE(due.size() == 2);
  CHECK(due[0].local_day == kDay);
  CHECK(due[1].owner == "other");
  CHECK(outbox.has("ops", kDay + days(1)));
}

TEST_CASE_FIXTURE(Fixture, "what waits can be looked at, given other recipients, and forgotten") {
  add(mail_of("ops", kDay));
  take(MailState::sent);
  OutboxMail mail = mail_of("ops", kDay + days(1), {"a@example.org", "b@example.org"});
  mail.next_try = kNow + days(1);
  mail.id = add(mail);
  REQUIRE(outbox.waiting().size() == 1);
  CHECK(outbox.waiting()[0].id == mail.id);
  CHECK(outbox.waiting()[0].message.empty());

  mail.recipients = {{"a@example.org", RecipientState::taken, "250 ok"}, {"c@example.org"}};
  store->transact([&] { outbox.set_recipients(mail); });
  const OutboxMail changed = outbox.due(mail.next_try).at(0);
  REQUIRE(changed.recipients.size() == 2);
  CHECK(changed.recipients[0].state == RecipientState::taken);
  CHECK(changed.recipients[1].address == "c@example.org");
  CHECK(outbox.message(mail.id) == mail.message);

  store->transact([&] { outbox.remove(mail.id); });
  CHECK(outbox.waiting().empty());
  CHECK_FALSE(outbox.has("ops", kDay + days(1)));
  CHECK(outbox.has("ops", kDay));
  CHECK(outbox.last_covered("ops", kDay)->last_day == kDay - days(1));
}

TEST_CASE_FIXTURE(Fixture, "an owner's status is that of the last mail, and when one was sent") {
  CHECK(outbox.statuses().empty());
  add(mail_of("ops", kDay));
  take(MailState::sent);
  add(mail_of("ops", kDay + days(1)));
  add(mail_of("another", kDay));
  const auto statuses = outbox.statuses();
  REQUIRE(statuses.size() == 2);
  CHECK(statuses[0].last.owner == "another");
  CHECK_FALSE(statuses[0].last_sent);
  CHECK(statuses[1].last.local_day == kDay + days(1));
  CHECK(statuses[1].last.state == MailState::waiting);
  CHECK(statuses[1].last.message.empty());
  CHECK(statuses[1].last.recipients.size() == 1);
  CHECK(statuses[1].last_sent == kNow);
}

}  // namespace tlsward
