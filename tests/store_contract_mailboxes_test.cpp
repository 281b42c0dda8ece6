// The Store's contract: what schema/mailboxes.h promises, whatever the engine.
#include "schema/mailboxes.h"
#include "schema/store.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace tlsward {

namespace {

const FolderName kInbox{"reports", "INBOX"};
const Timestamp kNow{std::chrono::seconds(1'795'500'000)};

// A store in memory, and its mailboxes.
struct Fixture {
  std::unique_ptr<Store> store = open_store(":memory:", Commits::each);
  Mailboxes& mailboxes = store->mailboxes();

  template <typename Work>
  void write(Work work) {
    store->transact([&] { work(mailboxes); });
  }
};

std::vector<std::int64_t> uids_of(const std::vector<MailToFinish>& mails) {
  std::vector<std::int64_t> uids;
  for (const MailToFinish& mail : mails)
    uids.push_back(mail.uid);
  return uids;
}

}  // namespace

TEST_CASE_FIXTURE(Fixture, "how far a folder is read is kept for each folder of each mailbox") {
  CHECK(mailboxes.position(kInbox).last_uid == 0);
  write([](Mailboxes& all) {
    all.set_position(kInbox, {.uid_validity = 7, .last_uid = 3, .trying_uid = 4, .tries = 2});
    all.set_position({"reports", "Other"}, {.uid_validity = 8, .last_uid = 9});
    all.set_position(kInbox, {.uid_validity = 7, .last_uid = 5, .trying_uid = 6, .tries = 1});
  });
  const FolderPosition position = mailboxes.position(kInbox);
  CHECK(position.uid_validity == 7);
  CHECK(position.last_uid == 5);
  CHECK(position.trying_uid == 6);
  CHECK(position.tries == 1);
  CHECK(mailboxes.position({"reports", "Other"}).last_uid == 9);
  CHECK(mailboxes.position({"other", "INBOX"}).last_uid == 0);
}

TEST_CASE_FIXTURE(Fixture,
                  "what is to be finished comes when it is due, a mail with all its rows") {
  write([](Mailboxes& all) {
    all.add_to_finish(kInbox, {.uid = 2, .kept = 20, .due = kNow});
    all.add_to_finish(kInbox, {.uid = 1, .kept = 11, .due = kNow});
    all.add_to_finish(kInbox, {.uid = 1, .kept = 10, .due = kNow});
    all.add_to_finish(kInbox, {.uid = 3, .kept = 30, .due = kNow + std::chrono::days(1)});
    all.add_to_finish({"reports", "Other"}, {.uid = 4, .kept = 40, .due = kNow});
  });
  CHECK(uids_of(mailboxes.due_to_finish(kInbox, kNow, 1)) == std::vector<std::int64_t>{1, 1});
  CHECK(uids_of(mailboxes.due_to_finish(kInbox, kNow, 9)) == std::vector<std::int64_t>{1, 1, 2});
  write([](Mailboxes& all) { all.finished(kInbox, 1); });
  CHECK(uids_of(mailboxes.due_to_finish(kInbox, kNow, 9)) == std::vector<std::int64_t>{2});
  CHECK(mailboxes.due_to_finish(kInbox, kNow + std::chrono::days(1), 9).back().kept == 30);
}

TEST_CASE_FIXTURE(Fixture,
                  "what is set aside is kept until it is taken up, the longest ago first") {
  write([](Mailboxes& all) {
    all.set_aside(kInbox, {.uid = 1, .why = "too large", .tried = kNow + std::chrono::hours(1)});
    all.set_aside(kInbox, {.uid = 2, .why = "unreadable", .tried = kNow});
  });
  REQUIRE(mailboxes.set_aside(kInbox).size() == 2);
  CHECK(mailboxes.set_aside(kInbox).front().uid == 2);
  CHECK(mailboxes.set_aside(kInbox).front().why == "unreadable");
  write([](Mailboxes& all) { all.take_up(kInbox, 2); });
  CHECK(mailboxes.set_aside(kInbox).size() == 1);
}

TEST_CASE_FIXTURE(Fixture,
                  "the mails of a folder that was made anew are forgotten, others are not") {
  const FolderName other{"reports", "Other"};
  write([&](Mailboxes& all) {
    for (const FolderName& folder : {kInbox, other}) {
      all.add_to_finish(folder, {.uid = 1, .kept = 10, .due = kNow});
      all.set_aside(folder, {.uid = 2, .why = "unreadable", .tried = kNow});
    }
    all.forget_mails(kInbox);
  });
  CHECK(mailboxes.due_to_finish(kInbox, kNow, 9).empty());
  CHECK(mailboxes.set_aside(kInbox).empty());
  CHECK(mailboxes.due_to_finish(other, kNow, 9).size() == 1);
  CHECK(mailboxes.set_aside(other).size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "a mailbox's status is that of its last poll, with what is kept of it") {
  CHECK_FALSE(mailboxes.status("reports"));
  write([](Mailboxes& all) {
    all.set_position(kInbox, {.uid_validity = 7, .last_uid = 12});
    all.set_position({"reports", "Other"}, {.uid_validity = 7, .last_uid = 5});
    all.set_aside(kInbox, {.uid = 2, .why = "unreadable", .tried = kNow});
    all.set_status({.mailbox = "reports", .last_poll = kNow, .failures = 1, .fault = "refused"});
    all.set_status({.mailbox = "reports",
                    .last_poll = kNow,
                    .last_success = kNow,
                    .pending = 3,
                    .note = "a note"});
    all.set_status({.mailbox = "another", .last_poll = kNow});
  });
  REQUIRE(mailboxes.statuses().size() == 2);
  CHECK(mailboxes.statuses().front().mailbox == "another");
  CHECK_FALSE(mailboxes.status("another")->last_success);
  const MailboxStatus status = mailboxes.status("reports").value();
  CHECK(status.last_poll == kNow);
  CHECK(status.last_success == kNow);
  CHECK(status.last_uid == 12);
  CHECK(status.pending == 3);
  CHECK(status.set_aside == 1);
  CHECK(status.failures == 0);
  CHECK(status.fault.empty());
  CHECK(status.note == "a note");
}

}  // namespace tlsward
