// Where what is told at once is kept for a webhook until that has taken it, with the delivery id
// that all its tries have. It is written in the transaction that notes what it tells, and each try
// is noted before it is made: a crash at any moment loses none.
#pragma once

#include "schema/timestamp.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

namespace sqlite {
class Database;
class Rows;
}  // namespace sqlite

enum class PostState {
  waiting,
  taken,     // the webhook answered 2xx
  given_up,  // it did not for too long, or is configured no more
};

// "waiting", "taken", "given-up", as they are stored and shown.
std::string_view name(PostState state);

struct WebhookPost {
  std::int64_t id = 0;   // add() gives it
  std::string webhook;   // its name in the configuration
  std::string delivery;  // 32 hexadecimal digits
  std::string event;     // "opened", "reminder", "resolved", "test"
  std::string head;      // header lines that its format has, each ended by CRLF
  std::string body;      // "" where it was not asked for, or nothing waits for it
  Timestamp created;
  PostState state = PostState::waiting;
  std::int64_t tries = 0;
  Timestamp next_try;
  std::string fault;                 // of the last try; safe to print; "" if it had none
  std::optional<Timestamp> settled;  // when it ceased to wait
};

// How a webhook fares.
struct WebhookStatus {
  WebhookPost last;  // what was written for it last, without its body
  std::int64_t waiting = 0;
  std::int64_t given_up = 0;  // of those that are kept (schema/retention.h)
  std::optional<Timestamp> last_taken;
};

// For the thread of its Store. Writing goes inside Store::transact().
class Webhooks {
 public:
  explicit Webhooks(sqlite::Database& database) : database_(database) {}

  // Adds one, and returns its id.
  std::int64_t add(const WebhookPost& post);
  // What waits and is to be tried by then, without the bodies, the oldest first.
  std::vector<WebhookPost> due(Timestamp by);
  // The body of a post that waits; "" of any other.
  std::string body(std::int64_t post);
  // Writes back what a try changed: state, tries, next_try, fault, settled. The body of what waits
  // no longer is forgotten.
  void note_try(const WebhookPost& post);
  // Of all webhooks that ever had anything, by name.
  std::vector<WebhookStatus> statuses();

 private:
  sqlite::Database& database_;
};

}  // namespace tlsward
