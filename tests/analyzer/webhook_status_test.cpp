// Tests analyzer/webhook_status.cpp.
#include "analyzer/webhook_status.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace tlsward {
namespace {

const Timestamp kNow{parse_day("2026-11-24").value()};

WebhookPost post_of(PostState state, std::int64_t tries) {
  WebhookPost post{.webhook = "chat",
                   .delivery = "0123",
                   .event = "opened",
                   .created = kNow,
                   .state = state,
                   .tries = tries,
                   .next_try = kNow,
                   .fault = state == PostState::taken || tries == 0 ? "" : "it does not take it"};
  if (state != PostState::waiting) post.settled = kNow;
  return post;
}

TEST_CASE("each webhook has a line that says how it fares") {
  struct {
    WebhookStatus status;
    const char* line;
  } const cases[] = {
      {{.last = post_of(PostState::waiting, 0), .waiting = 1},
       "Webhook chat: waits to be posted.\n"},
      {{.last = post_of(PostState::taken, 1)}, "Webhook chat: taken 2026-11-24T00:00:00Z.\n"},
      {{.last = post_of(PostState::waiting, 1), .waiting = 3, .last_taken = kNow},
       "Webhook chat: waits since 2026-11-24T00:00:00Z, a try failed, the next try is at "
       "2026-11-24T00:00:00Z: it does not take it; 3 wait; it took the last one "
       "2026-11-24T00:00:00Z.\n"},
      {{.last = post_of(PostState::given_up, 80), .given_up = 2},
       "Webhook chat: given up 2026-11-24T00:00:00Z: it does not take it; 2 given up so far.\n"},
  };
  for (const auto& c : cases)
    CHECK(webhooks_as_text({c.status}, 500) == c.line);
  CHECK(webhooks_as_text({}, 72).empty());
}

TEST_CASE("programs are told all of it") {
  const auto rows = webhooks_as_json({{.last = post_of(PostState::waiting, 2), .waiting = 1}});
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].at("webhook") == "chat");
  CHECK(rows[0].at("state") == "waiting");
  CHECK(rows[0].at("tries") == 2);
  CHECK(rows[0].at("next_try") == "2026-11-24T00:00:00Z");
  CHECK(rows[0].at("last_taken").is_null());
  CHECK(post_as_json(post_of(PostState::taken, 1)).at("next_try").is_null());
}

}  // namespace
}  // namespace tlsward
