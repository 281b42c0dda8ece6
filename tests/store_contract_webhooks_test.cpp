// The Store's contract: what schema/webhooks.h promises, whatever the engine.
#include "schema/store.h"
#include "schema/webhooks.h"

#include <doctest/doctest.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace tlsward {

namespace {

using std::chrono::hours;

const Timestamp kNow = parse_day("2026-11-24").value() + hours(14);

WebhookPost post_of(const std::string& webhook, const std::string& delivery) {
  return {.webhook = webhook,
          .delivery = delivery,
          .event = "opened",
          .head = "Content-Type: application/json\r\n",
          .body = "{}",
          .created = kNow,
          .next_try = kNow};
}

struct Fixture {
  std::unique_ptr<Store> store = open_store(":memory:", Commits::each);
  Webhooks& webhooks = store->webhooks();

  void add(const WebhookPost& post) {
    store->transact([&] { webhooks.add(post); });
  }
  void note(const WebhookPost& post) {
    store->transact([&] { webhooks.note_try(post); });
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a post waits until it is due, and what a try changed is kept") {
  add(post_of("chat", "a"));
  CHECK(webhooks.due(kNow - hours(1)).empty());
  REQUIRE(webhooks.due(kNow).size() == 1);
  WebhookPost post = webhooks.due(kNow).front();
  CHECK(post.head == "Content-Type: application/json\r\n");
  CHECK(post.body.empty());
  CHECK(webhooks.body(post.id) == "{}");
  post.tries = 2;
  post.fault = "down";
  post.next_try = kNow + hours(1);
  note(post);
  CHECK(webhooks.due(kNow).empty());
  REQUIRE(webhooks.due(kNow + hours(1)).size() == 1);
  CHECK(webhooks.due(kNow + hours(1)).front().tries == 2);
  CHECK(webhooks.due(kNow + hours(1)).front().fault == "down");
  CHECK(webhooks.due(kNow + hours(1)).front().delivery == "a");
  post.state = PostState::taken;
  post.settled = kNow + hours(1);
  CHECK(webhooks.body(post.id) == "{}");
  note(post);
  CHECK(webhooks.due(Timestamp::max()).empty());
  CHECK(webhooks.body(post.id).empty());
}

TEST_CASE_FIXTURE(Fixture, "no delivery id comes twice") {
  add(post_of("chat", "a"));
  CHECK_THROWS_AS(add(post_of("other", "a")), std::runtime_error);
}

TEST_CASE_FIXTURE(Fixture,
                  "a webhook's status is its last post, and how many wait or were given up") {
  CHECK(webhooks.statuses().empty());
  for (const char* delivery : {"a", "b", "c", "d"})
    add(post_of("chat", delivery));
  add(post_of("all", "e"));
  WebhookPost post = webhooks.due(kNow).at(0);
  post.state = PostState::given_up;
  post.settled = kNow + hours(72);
  note(post);
  post = webhooks.due(kNow).at(0);
  post.state = PostState::taken;
  post.settled = kNow + hours(2);
  note(post);
  REQUIRE(webhooks.statuses().size() == 2);
  CHECK(webhooks.statuses()[0].last.webhook == "all");
  CHECK_FALSE(webhooks.statuses()[0].last_taken);
  const WebhookStatus chat = webhooks.statuses()[1];
  CHECK(chat.last.delivery == "d");
  CHECK(chat.waiting == 2);
  CHECK(chat.given_up == 1);
  CHECK(chat.last_taken == kNow + hours(2));
}

TEST_CASE("each state of a post has a name") {
  CHECK(name(PostState::waiting) == "waiting");
  CHECK(name(PostState::taken) == "taken");
  CHECK(name(PostState::given_up) == "given-up");
}

}  // namespace tlsward
