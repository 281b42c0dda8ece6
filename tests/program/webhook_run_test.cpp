// Tests program/webhook_run.cpp with a webhook that nobody can reach; those that answer,
// tests/e2e/webhook.sh has.
#include "program/webhook_run.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

namespace tlsward {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

const Timestamp kNow{parse_day("2026-11-24").value()};

struct World {
  void add(const std::string& webhook, const std::string& delivery) {
    store->transact([&] {
      store->webhooks().add({.webhook = webhook,
                             .delivery = delivery,
                             .event = "opened",
                             .body = "{}",
                             .created = kNow,
                             .next_try = kNow});
    });
  }
  std::vector<WebhookPost> run(Timestamp now) {
    return post_due(*store, {broken}, now, [&] { return now; }, {});
  }

  std::unique_ptr<Store> store = open_store(":memory:", Commits::each);
  // Its secret cannot be read, so that it is not even connected to.
  WebhookOptions broken{.name = "chat",
                        .url = "https://localhost:1/",
                        .url_file = "",
                        .secret_file = "/nowhere/secret"};
};

TEST_CASE_FIXTURE(World, "what is not taken is tried again later and later, for three days") {
  add("chat", "a");
  Timestamp now = kNow;
  int tries = 0;
  for (; now < kNow + hours(80); now += minutes(1))
    tries += static_cast<int>(run(now).size());
  CHECK(tries > 50);
  CHECK(tries < 90);  // once an hour in the end
  const WebhookStatus status = store->webhooks().statuses().at(0);
  CHECK(status.last.state == PostState::given_up);
  CHECK(status.last.delivery == "a");
  CHECK(status.last.fault.find("/nowhere/secret") != std::string::npos);
}

TEST_CASE_FIXTURE(World, "a webhook that takes nothing is asked once in a run") {
  for (const char* delivery : {"a", "b", "c"})
    add("chat", delivery);
  CHECK(run(kNow).size() == 1);
  CHECK(store->webhooks().statuses().at(0).waiting == 3);
}

TEST_CASE_FIXTURE(World, "what waits for a webhook that is none any more is given up") {
  add("gone", "a");
  const auto posts = run(kNow);
  REQUIRE(posts.size() == 1);
  CHECK(posts.front().state == PostState::given_up);
  CHECK(posts.front().fault == "no [[webhook]] of this name is configured any more");
  CHECK(store->webhooks().due(Timestamp::max()).empty());
}

}  // namespace
}  // namespace tlsward
