#include "program/webhook_run.h"

#include "program/webhook_client.h"
#include "schema/printable.h"

#include <algorithm>
#include <exception>
#include <set>
#include <string>
#include <utility>

namespace tlsward {

namespace {

constexpr std::size_t kFaultBytes = 1000;
constexpr std::chrono::seconds kLongestWait = std::chrono::hours(24);  // however long it asks for

void settle(WebhookPost& post, PostState state, Timestamp now) {
  post.state = state;
  post.settled = now;
}

void note_fault(WebhookPost& post, const std::string& fault, Timestamp now) {
  post.fault = printable(fault, kFaultBytes);
  ++post.tries;
  post.next_try = now + wait_after(post.tries);
  if (now >= post.created + kTriedForWebhook) settle(post, PostState::given_up, now);
}

void note_answer(WebhookPost& post, const WebhookAnswer& answer, Timestamp now) {
  if (answer.fault.empty()) {
    post.fault.clear();
    ++post.tries;
    settle(post, PostState::taken, now);
    return;
  }
  note_fault(post, answer.fault, now);
  if (answer.is_final) settle(post, PostState::given_up, now);
  if (answer.wait)
    post.next_try = std::max(post.next_try, now + std::min(*answer.wait, kLongestWait));
}

void note(Store& store, const WebhookPost& post) {
  store.transact([&] { store.webhooks().note_try(post); });
}

// The post as it is noted before its try: whoever is killed in it does not post again at once.
WebhookPost begun(WebhookPost post, Timestamp now) {
  note_fault(post, "the try was cut off, and the webhook may have it", now);
  return post;
}

}  // namespace

// The boundary of a try: what ends it is the post's fault until the next one.
void try_post(WebhookPost& post, const WebhookOptions& webhook, const Clock& clock,
              const std::stop_token& stop) {
  try {
    note_answer(post, post_to_webhook(webhook, post, stop), clock());
  } catch (const std::exception& error) {
    if (!stop.stop_requested()) note_fault(post, error.what(), clock());
  }
}

std::vector<WebhookPost> post_due(Store& store, const std::vector<WebhookOptions>& webhooks,
                                  Timestamp by, const Clock& clock, const std::stop_token& stop) {
  std::vector<WebhookPost> tried;
  std::set<std::string> failing;
  for (WebhookPost& post : store.webhooks().due(by)) {
    if (stop.stop_requested()) break;
    if (failing.contains(post.webhook)) continue;
    const auto webhook = std::ranges::find(webhooks, post.webhook, &WebhookOptions::name);
    if (webhook == webhooks.end()) {
      post.fault = "no [[webhook]] of this name is configured any more";
      settle(post, PostState::given_up, clock());
    } else {
      note(store, begun(post, clock()));
      post.body = store.webhooks().body(post.id);
      try_post(post, *webhook, clock, stop);
      post.body.clear();
      if (post.state != PostState::taken) failing.insert(post.webhook);
    }
    note(store, post);
    tried.push_back(std::move(post));
  }
  return tried;
}

}  // namespace tlsward
