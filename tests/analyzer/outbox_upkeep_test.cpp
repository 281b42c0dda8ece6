// Tests analyzer/outbox_upkeep.cpp: a digest waits, and the configuration is changed meanwhile.
#include "analyzer/outbox_upkeep.h"

#include "tests/support/filled_store.h"
#include "tests/support/temporary_folder.h"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tlsward {

namespace {

using std::chrono::hours;
using tests::make_report;
using tests::put;

const Day kDay = parse_day("2026-11-24").value();
const Timestamp kNow = kDay + hours(14);
const Timestamp kLater = kNow + hours(1);

Audience ops(const std::set<std::string>& addresses) {
  return {.owner = {.name = "ops", .addresses = addresses},
          .scope = {.domains = {Domain("example.com")}, .mx_hosts = {}}};
}

Letterhead from(const std::string& sender) {
  return {.from = "TLS reports <" + sender + ">", .sender = sender};
}

// A digest that waits for a@ and b@, from tlsward@.
struct Fixture {
  Fixture() {
    put(*store, make_report("a.example", "example.com", kDay - std::chrono::days(1), 9));
    make_due(*store, {before}, kSender, [] { return kNow; });
    made = outbox.due(kNow).at(0);
    made.message = outbox.message(made.id);
  }

  // What a try left behind.
  void change(OutboxMail mail) {
    mail.tries = 1;
    mail.next_try = kLater + hours(1);
    store->transact([&] { outbox.note_try(mail); });
  }

  std::vector<OutboxMail> follow(const std::vector<Audience>& audiences,
                                 const Letterhead& letterhead) {
    FollowedMails followed = follow_configuration(*store, audiences, letterhead, kLater);
    CHECK(followed.faults.of_owners.empty());
    return std::move(followed.settled);
  }

  OutboxMail waiting() {
    auto mails = outbox.due(Timestamp::max());
    REQUIRE(mails.size() == 1);
    mails.front().message = outbox.message(mails.front().id);
    return std::move(mails.front());
  }

  const Letterhead kSender = from("tlsward@example.org");
  const Audience before = ops({"Ops <a@example.org>", "b@example.org"});
  std::unique_ptr<Store> store = open_store(":memory:", Commits::each);
  Outbox& outbox = store->outbox();
  OutboxMail made;
};

bool says(const OutboxMail& mail, const std::string& text) {
  return mail.message.find(text) != std::string::npos;
}

// "a@example.org waiting" for each.
std::vector<std::string> recipients_of(const OutboxMail& mail) {
  std::vector<std::string> recipients;
  for (const OutboxRecipient& recipient : mail.recipients)
    recipients.push_back(recipient.address + ' ' + std::string(name(recipient.state)));
  return recipients;
}

using Recipients = std::vector<std::string>;

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a mail that goes where it would go now is left as it is") {
  change(made);
  CHECK(follow({before}, kSender).empty());
  CHECK(follow({ops({"a@example.org", "Bee <b@example.org>"})}, kSender).empty());
  CHECK(waiting().id == made.id);
  CHECK(waiting().message == made.message);
  CHECK(waiting().tries == 1);
}

TEST_CASE_FIXTURE(Fixture, "one that nobody can have is made anew for other addresses or sender") {
  OutboxMail tried = made;
  tried.recipients[0] = {"a@example.org", RecipientState::refused, "550 5.1.1 no such user"};
  const struct {
    OutboxMail left;
    Audience audience;
    Letterhead letterhead;
    Recipients want;
  } cases[] = {
      {made,
       before,
       from("reports@example.org"),
       {"a@example.org waiting", "b@example.org waiting"}},
      {made, ops({"b@example.org"}), kSender, {"b@example.org waiting"}},
      {tried,
       ops({"b@example.org", "c@example.org"}),
       kSender,
       {"b@example.org waiting", "c@example.org waiting"}},
  };
  for (const auto& [left, audience, letterhead, want] : cases) {
    CAPTURE(want);
    Fixture fixture;
    OutboxMail mail = left;
    mail.id = fixture.made.id;
    mail.message = fixture.made.message;
    fixture.change(mail);
    CHECK(fixture.follow({audience}, letterhead).empty());
    const OutboxMail anew = fixture.waiting();
    CHECK(recipients_of(anew) == want);
    CHECK(anew.sender == letterhead.sender);
    CHECK(says(anew, "<" + letterhead.sender + ">"));
    CHECK(says(anew, "Message-Id: <" + anew.message_id + ">\r\n"));
    CHECK(anew.message_id != fixture.made.message_id);
    CHECK(anew.local_day == fixture.made.local_day);
    CHECK(anew.first_day == fixture.made.first_day);
    CHECK(anew.last_day == fixture.made.last_day);
    CHECK(anew.tries == 0);
    CHECK(anew.next_try == kLater);
    CHECK(fixture.follow({audience}, letterhead).empty());
    CHECK(fixture.waiting().message_id == anew.message_id);
  }
}

TEST_CASE_FIXTURE(Fixture, "one that somebody may have keeps Message-ID and bytes for all others") {
  made.in_doubt = true;
  change(made);
  CHECK(follow({ops({"b@example.org", "c@example.org"})}, from("reports@example.org")).empty());
  CHECK(recipients_of(waiting()) == Recipients{"b@example.org waiting", "c@example.org waiting"});
  CHECK(waiting().message_id == made.message_id);
  CHECK(waiting().message == made.message);
  CHECK(waiting().sender == made.sender);
  CHECK(waiting().in_doubt);
  CHECK(waiting().tries == 1);
}

TEST_CASE_FIXTURE(Fixture, "one that somebody has goes on to the others who are to have it") {
  made.recipients[0].state = RecipientState::taken;
  change(made);
  CHECK(follow({ops({"a@example.org", "c@example.org"})}, kSender).empty());
  CHECK(recipients_of(waiting()) == Recipients{"a@example.org taken", "c@example.org waiting"});
  CHECK(waiting().message == made.message);

  const auto settled = follow({ops({"a@example.org"})}, kSender);
  REQUIRE(settled.size() == 1);
  CHECK(settled.front().state == MailState::sent);
  CHECK(settled.front().settled == kLater);
  CHECK(recipients_of(settled.front()) == Recipients{"a@example.org taken"});
  CHECK(outbox.due(Timestamp::max()).empty());
}

TEST_CASE_FIXTURE(Fixture, "the mail of an owner who rests stays as it is") {
  Audience rests = ops({"c@example.org"});
  rests.rests = true;
  CHECK(follow({rests}, kSender).empty());
  CHECK(waiting().id == made.id);
  CHECK(recipients_of(waiting()) == Recipients{"a@example.org waiting", "b@example.org waiting"});
}

TEST_CASE_FIXTURE(Fixture,
                  "a mail of which everybody has unsubscribed is given up, be it in rest") {
  for (const bool rests : {false, true}) {
    CAPTURE(rests);
    Fixture fixture;
    Audience nobody = ops({});
    nobody.rests = rests;
    CHECK(fixture.follow({nobody}, kSender).size() == 1);
    const OutboxMail last = fixture.outbox.statuses().at(0).last;
    CHECK(last.state == MailState::given_up);
    CHECK(last.fault == "given up: each address has unsubscribed");
  }
}

TEST_CASE_FIXTURE(Fixture, "the mail of an owner who is gone is given up, and says why") {
  const std::string reason = "given up: no [[owner]] of this name is configured any more";
  for (const bool in_doubt : {false, true}) {
    CAPTURE(in_doubt);
    Fixture fixture;
    fixture.made.in_doubt = in_doubt;
    fixture.change(fixture.made);
    Audience other = before;
    other.owner.name = "other";
    const auto settled = fixture.follow({other}, kSender);
    REQUIRE(settled.size() == 1);
    CHECK(settled.front().state == MailState::given_up);
    CHECK(settled.front().fault == reason);
    CHECK(fixture.outbox.due(Timestamp::max()).empty());
    const OutboxMail last = fixture.outbox.statuses().at(0).last;
    CHECK(last.state == MailState::given_up);
    CHECK(last.fault == reason);
    CHECK(recipients_of(last) == Recipients{"a@example.org given-up", "b@example.org given-up"});
    CHECK(fixture.follow({other}, kSender).empty());
  }
}

TEST_CASE(
    "a database that nobody can write is no owner's fault, and at a stop no more mails follow") {
  const tests::TemporaryFolder folder;
  const Audience ops_before = ops({"a@example.org"});
  {
    const auto store = open_store(folder / "tlsward.db", Commits::each);
    make_due(*store, {ops_before}, from("tlsward@example.org"), [] { return kNow; });
  }
  const auto store = open_store_read_only(folder / "tlsward.db");
  const auto follow = [&](const std::stop_token& stop) {
    return follow_configuration(*store, {ops_before}, from("other@example.org"), kLater, stop);
  };
  const FollowedMails followed = follow({});
  CHECK(followed.settled.empty());
  CHECK(followed.faults.of_owners.empty());
  CHECK_THROWS_AS(std::rethrow_exception(followed.faults.of_all), StoreUnusable);
  std::stop_source stop;
  stop.request_stop();
  CHECK_FALSE(follow(stop.get_token()).faults.of_all);
}

}  // namespace tlsward
