// Webhooks over SQLite.
#include "schema/webhooks.h"

#include "schema/sqlite/database.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

namespace tlsward {

namespace {

constexpr std::array<std::pair<std::string_view, PostState>, 3> kStates = {
    {{"waiting", PostState::waiting},
     {"taken", PostState::taken},
     {"given-up", PostState::given_up}}};

WebhookPost make_post(const sqlite::Rows& rows) {
  const auto state =
      std::ranges::find(kStates, rows.text(7), &std::pair<std::string_view, PostState>::first);
  assert(state != kStates.end());  // the table lets no other in
  WebhookPost post{.id = rows.integer(0),
                   .webhook = rows.text(1),
                   .delivery = rows.text(2),
                   .event = rows.text(3),
                   .head = rows.text(4),
                   .body = rows.text(5),
                   .created = rows.timestamp(6),
                   .state = state->second,
                   .tries = rows.integer(8),
                   .next_try = rows.timestamp(9),
                   .fault = rows.text(10)};
  if (!rows.is_null(11)) post.settled = rows.timestamp(11);
  return post;
}

std::optional<std::int64_t> seconds_of(std::optional<Timestamp> time) {
  if (!time) return {};
  return time->time_since_epoch().count();
}

}  // namespace

std::string_view name(PostState state) {
  const auto found =
      std::ranges::find(kStates, state, &std::pair<std::string_view, PostState>::second);
  assert(found != kStates.end());
  return found->first;
}

std::int64_t Webhooks::add(const WebhookPost& post) {
  database_.run(
      "INSERT INTO webhook_post (webhook, delivery, event, head, body, created, state, tries, "
      "next_try, fault, settled) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      post.webhook, post.delivery, post.event, post.head, post.body, post.created,
      std::string(name(post.state)), post.tries, post.next_try, post.fault,
      seconds_of(post.settled));
  return database_.last_id();
}

std::vector<WebhookPost> Webhooks::due(Timestamp by) {
  std::vector<WebhookPost> posts;
  sqlite::Rows rows = database_.query(
      "SELECT id, webhook, delivery, event, head, '', created, state, tries, next_try, fault, "
      "settled FROM webhook_post WHERE state = 'waiting' AND next_try <= ? ORDER BY id",
      by);
  while (rows.next())
    posts.push_back(make_post(rows));
  return posts;
}

std::string Webhooks::body(std::int64_t post) {
  sqlite::Rows rows =
      database_.query("SELECT body FROM webhook_post WHERE id = ? AND state = 'waiting'", post);
  return rows.next() ? rows.text(0) : std::string();
}

void Webhooks::note_try(const WebhookPost& post) {
  database_.run(
      "UPDATE webhook_post SET state = ?, tries = ?, next_try = ?, fault = ?, settled = ? "
      "WHERE id = ?",
      std::string(name(post.state)), post.tries, post.next_try, post.fault,
      seconds_of(post.settled), post.id);
  database_.run("UPDATE webhook_post SET body = '' WHERE id = ? AND state != 'waiting'", post.id);
}

std::vector<WebhookStatus> Webhooks::statuses() {
  std::vector<WebhookStatus> statuses;
  sqlite::Rows rows = database_.query(
      "SELECT last.id, last.webhook, delivery, event, '', '', created, state, tries, next_try, "
      "fault, settled, waiting, given_up, last_taken FROM webhook_post AS last JOIN "
      "(SELECT webhook, max(id) AS id, sum(state = 'waiting') AS waiting, "
      "sum(state = 'given-up') AS given_up, "
      "max(CASE WHEN state = 'taken' THEN settled END) AS last_taken "
      "FROM webhook_post GROUP BY webhook) AS sums ON sums.id = last.id ORDER BY last.webhook");
  while (rows.next()) {
    statuses.push_back(
        {.last = make_post(rows), .waiting = rows.integer(12), .given_up = rows.integer(13)});
    if (!rows.is_null(14)) statuses.back().last_taken = rows.timestamp(14);
  }
  return statuses;
}

}  // namespace tlsward
