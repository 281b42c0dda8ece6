// Tests analyzer/unsubscribe.cpp.
#include "analyzer/unsubscribe.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <set>
#include <string>

namespace tlsward {
namespace {

const Timestamp kNow = parse_day("2026-11-24").value() + std::chrono::hours(14);
constexpr HashKey kKey{1, 2, 3};

const std::vector<Owner> kOwners = {
    {.name = "ops", .addresses = {"Ops <a@example.org>", "b@example.org"}},
    {.name = "shop", .addresses = {"a@example.org"}}};

TEST_CASE("a token is of one owner, address and database") {
  const std::string token = unsubscribe_token(kKey, "ops", "a@example.org");
  CHECK(token.size() == 32);
  CHECK(token.find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(token == unsubscribe_token(kKey, "ops", "a@example.org"));
  std::set<std::string> tokens = {token,
                                  unsubscribe_token(kKey, "ops", "b@example.org"),
                                  unsubscribe_token(kKey, "shop", "a@example.org"),
                                  unsubscribe_token(kKey, "opsa", "@example.org"),
                                  unsubscribe_token(kKey, "op", "sa@example.org"),
                                  unsubscribe_token({1, 2, 4}, "ops", "a@example.org")};
  CHECK(tokens.size() == 6);
  CHECK(token.substr(0, 16) != token.substr(16));
}

TEST_CASE("a token stands for who is configured, and any other for nobody") {
  for (const Owner& owner : kOwners)
    for (const Subscription& one : subscriptions_of(owner)) {
      const auto found =
          find_subscription(kKey, kOwners, unsubscribe_token(kKey, owner.name, one.address));
      REQUIRE(found);
      CHECK(found->owner == &owner);
      CHECK(found->address == one.address);
    }
  const std::string token = unsubscribe_token(kKey, "ops", "a@example.org");
  for (const std::string& none : {std::string(), std::string(32, '0'), token.substr(1), token + '0',
                                  unsubscribe_token(kKey, "ops", "gone@example.org"),
                                  unsubscribe_token({9}, "ops", "a@example.org")})
    CHECK_FALSE(find_subscription(kKey, kOwners, none));
}

struct Fixture {
  std::unique_ptr<Store> store = open_store(":memory:", Commits::each);

  void end(const std::string& owner, const std::string& address) {
    store->transact([&] { store->subscriptions().end({owner, address, kNow}); });
  }
};

TEST_CASE_FIXTURE(Fixture, "an owner is left without those who have unsubscribed from them") {
  end("ops", "a@example.org");
  CHECK(without_ended(*store, kOwners[0]).addresses == std::set<std::string>{"b@example.org"});
  CHECK(without_ended(*store, kOwners[0]).alerts);
  CHECK(without_ended(*store, kOwners[1]).addresses == kOwners[1].addresses);
  end("ops", "b@example.org");
  const Owner nobody = without_ended(*store, kOwners[0]);
  CHECK(have_all_unsubscribed(nobody));
  CHECK_FALSE(nobody.alerts);
}

TEST_CASE_FIXTURE(Fixture, "a mail is posted for those only who have not unsubscribed meanwhile") {
  std::vector<std::string> posted;
  const PostMail post = post_to_subscribed(
      *store,
      [&](const OutboxMail& mail) {
        std::vector<OutboxRecipient> answers;
        for (const OutboxRecipient& recipient : mail.recipients) {
          posted.push_back(recipient.address);
          answers.push_back({recipient.address, RecipientState::taken, "250 ok"});
        }
        return answers;
      },
      RecipientState::given_up);
  const OutboxMail mail{.owner = "ops", .recipients = {{"a@example.org"}, {"b@example.org"}}};
  CHECK(post(mail).size() == 2);
  CHECK(posted == std::vector<std::string>{"a@example.org", "b@example.org"});

  posted.clear();
  end("ops", "a@example.org");
  const auto answers = post(mail);
  CHECK(posted == std::vector<std::string>{"b@example.org"});
  REQUIRE(answers.size() == 2);
  CHECK(answers[0].address == "a@example.org");
  CHECK(answers[0].state == RecipientState::given_up);
  CHECK(answers[0].answer == "has unsubscribed");
  CHECK(answers[1].state == RecipientState::taken);

  posted.clear();
  end("ops", "b@example.org");
  CHECK(post(mail).size() == 2);
  CHECK(posted.empty());
}

TEST_CASE("who has unsubscribed is told with what undoes it") {
  CHECK(ended_as_text({}, 72).empty());
  const std::vector<EndedSubscription> ended = {{"ops", "a@example.org", kNow}};
  CHECK(ended_as_text(ended, 400) ==
        "Owner ops: a@example.org has unsubscribed 2026-11-24T14:00:00Z, and gets no mail; tlsward "
        "owners resubscribe a@example.org undoes it.\n");
  CHECK(ended_as_json(ended).dump() ==
        R"([{"owner":"ops","address":"a@example.org","since":"2026-11-24T14:00:00Z"}])");
}

}  // namespace
}  // namespace tlsward
