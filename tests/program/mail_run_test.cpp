// Tests program/mail_run.cpp: a run over several owners, of whom one has a fault; and that what it
// sends is known when it comes back.
#include "program/mail_run.h"

#include "collector/mail_message.h"
#include "schema/outbox.h"
#include "schema/store.h"
#include "schema/subscriptions.h"
#include "tests/support/temporary_folder.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace tlsward {

namespace {

const Timestamp kNow = parse_day("2026-11-24").value() + std::chrono::hours(14);

Owner make_owner(const std::string& name) {
  return {.name = name, .addresses = {name + "@example.org"}};
}

}  // namespace

TEST_CASE(
    "a digest that cannot be made keeps no other one, and nothing that waits, from being sent") {
  const tests::TemporaryFolder folder;
  Config config;
  config.database = folder / "tlsward.db";
  config.mail.from = "TLS reports <tlsward@example.org>";
  Owner broken = make_owner("broken");
  broken.schedule = {.zone = "Nowhere/Land", .hour = std::chrono::hours(9)};
  config.owners = {broken, make_owner("ops")};
  open_store(config.database, Commits::each);
  std::vector<std::string> posted;
  const PostMail post = [&](const OutboxMail& mail) {
    posted.push_back(mail.owner);
    return std::vector<OutboxRecipient>{
        {mail.recipients.front().address, RecipientState::taken, "250 ok"}};
  };
  const auto run = run_mail(config, post, {kNow, {}}, [] { return kNow; });
  REQUIRE(run);
  CHECK(posted == std::vector<std::string>{"ops"});
  REQUIRE(run->mails.size() == 1);
  CHECK(run->mails.front().state == MailState::sent);
  REQUIRE(run->faults.size() == 1);
  CHECK(run->faults.front().owner == "broken");
  CHECK_FALSE(run->of_all);
  CHECK(run_mail(config, post, {kNow, {"broken"}}, [] { return kNow; })->faults.empty());
}

TEST_CASE("a database that others hold is nobody's fault, and what waits is tried all the same") {
  const tests::TemporaryFolder folder;
  Config config;
  config.database = folder / "tlsward.db";
  config.mail.from = "TLS reports <tlsward@example.org>";
  config.owners = {make_owner("first"), make_owner("second")};
  const auto holder = open_store(config.database, Commits::each);
  const PostMail post = [&](const OutboxMail&) { return std::vector<OutboxRecipient>(); };
  holder->transact([&] {
    const auto run = run_mail(config, post, {kNow, {}}, [] { return kNow; });
    REQUIRE(run);
    CHECK(run->faults.empty());
    CHECK_THROWS_AS(std::rethrow_exception(run->of_all), StoreBusy);
  });
}

TEST_CASE("who has unsubscribed gets no digest, not even one that waits, until that is undone") {
  const tests::TemporaryFolder folder;
  Config config;
  config.database = folder / "tlsward.db";
  config.mail.from = "TLS reports <tlsward@example.org>";
  config.owners = {make_owner("both"), make_owner("ops")};
  config.owners.front().addresses.insert("second@example.org");
  const auto store = open_store(config.database, Commits::each);
  std::vector<std::string> posted;
  bool is_down = false;
  const PostMail post = [&](const OutboxMail& mail) {
    if (is_down) throw NotHandedOver("down");
    std::vector<OutboxRecipient> answers;
    for (const OutboxRecipient& recipient : mail.recipients) {
      posted.push_back(mail.owner + ' ' + recipient.address);
      answers.push_back({recipient.address, RecipientState::taken, "250 ok"});
    }
    return answers;
  };
  const auto run = [&](Timestamp now) {
    posted.clear();
    REQUIRE(run_mail(config, post, {Timestamp::max(), {}}, [&] { return now; }));
    return posted;
  };
  const auto end = [&](const std::string& owner, const std::string& address) {
    store->transact([&] { store->subscriptions().end({owner, address, kNow}); });
  };
  using Posted = std::vector<std::string>;
  is_down = true;
  CHECK(run(kNow).empty());
  end("both", "second@example.org");
  end("ops", "ops@example.org");
  is_down = false;
  CHECK(run(kNow + std::chrono::hours(1)) == Posted{"both both@example.org"});
  const auto last = store->outbox().statuses().at(1).last;
  CHECK(last.owner == "ops");
  CHECK(last.state == MailState::given_up);
  CHECK(run(kNow + std::chrono::days(1)) == Posted{"both both@example.org"});
  CHECK(store->outbox().statuses().at(1).last.local_day == last.local_day);
  store->transact([&] { store->subscriptions().resume("ops", "ops@example.org"); });
  CHECK(run(kNow + std::chrono::days(1)) == Posted{"ops ops@example.org"});
  const OutboxMail back = store->outbox().statuses().at(1).last;
  CHECK(back.first_day == last.first_day);  // what it missed it is told
}

TEST_CASE("a digest that comes back by the mailbox is known for ours") {
  const tests::TemporaryFolder folder;
  Config config;
  config.database = folder / "tlsward.db";
  config.mail.from = "TLS reports <tlsward@example.org>";
  config.owners = {make_owner("ops")};
  open_store(config.database, Commits::each);
  std::string message;
  const PostMail post = [&](const OutboxMail& mail) {
    message = mail.message;
    return std::vector<OutboxRecipient>{
        {mail.recipients.front().address, RecipientState::taken, "250 ok"}};
  };
  run_mail(config, post, {kNow, {}}, [] { return kNow; });
  REQUIRE_FALSE(message.empty());
  CHECK(read_mail("Received: from mail.example.org; Tue, 24 Nov 2026 14:00:01 +0000\r\n" + message,
                  {})
            ->kind == MailKind::own_digest);
}

}  // namespace tlsward
