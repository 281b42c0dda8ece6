#include "analyzer/webhook_status.h"

#include "analyzer/wording.h"
#include "schema/printable.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tlsward {

namespace {

using nlohmann::ordered_json;

ordered_json time_or_null(std::optional<Timestamp> time) {
  return time ? ordered_json(format_datetime(*time)) : ordered_json();
}

std::string line_of(const WebhookStatus& status) {
  std::string line =
      fmt::format("Webhook {}: {}", printable(status.last.webhook, 80), outcome_of(status.last));
  if (status.waiting > 1) line += fmt::format("; {} wait", grouped(status.waiting));
  if (status.given_up > 0) line += fmt::format("; {} given up so far", grouped(status.given_up));
  if (status.last.state != PostState::taken && status.last_taken)
    line += fmt::format("; it took the last one {}", format_datetime(*status.last_taken));
  return line + '.';
}

}  // namespace

std::string outcome_of(const WebhookPost& post) {
  const std::string settled = post.settled ? ' ' + format_datetime(*post.settled) : "";
  if (post.state == PostState::taken) return fmt::format("taken{}", settled);
  if (post.state == PostState::given_up)
    return fmt::format("given up{}: {}", settled, printable(post.fault));
  if (post.tries == 0) return "waits to be posted";
  return fmt::format("waits since {}, {} failed, the next try is at {}: {}",
                     format_datetime(post.created),
                     post.tries == 1 ? "a try" : fmt::format("{} tries", post.tries),
                     format_datetime(post.next_try), printable(post.fault));
}

std::string webhooks_as_text(const std::vector<WebhookStatus>& statuses, std::size_t columns) {
  std::string text;
  for (const WebhookStatus& status : statuses)
    text += wrap(line_of(status), "", "  ", columns);
  return text;
}

ordered_json post_as_json(const WebhookPost& post) {
  const bool waits = post.state == PostState::waiting;
  return {{"webhook", post.webhook},
          {"event", post.event},
          {"delivery", post.delivery},
          {"state", name(post.state)},
          {"tries", post.tries},
          {"next_try", time_or_null(waits ? std::optional(post.next_try) : std::nullopt)},
          {"fault", post.fault}};
}

ordered_json webhooks_as_json(const std::vector<WebhookStatus>& statuses) {
  auto rows = ordered_json::array();
  for (const WebhookStatus& status : statuses) {
    rows.push_back(post_as_json(status.last));
    rows.back()["waiting"] = status.waiting;
    rows.back()["given_up"] = status.given_up;
    rows.back()["last_taken"] = time_or_null(status.last_taken);
  }
  return rows;
}

}  // namespace tlsward
