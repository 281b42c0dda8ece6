// How webhooks fare: a line each for people, what is wrong and what to do first.
#pragma once

#include "schema/webhooks.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace tlsward {

// "Webhook chat: taken 2026-11-24T14:00:05Z." and the like, wrapped; "" for none.
std::string webhooks_as_text(const std::vector<WebhookStatus>& statuses, std::size_t columns);

// [{"webhook","event","delivery","state","tries","next_try","fault","waiting","given_up",
//   "last_taken"}]
nlohmann::ordered_json webhooks_as_json(const std::vector<WebhookStatus>& statuses);

// What became of a post: "taken", "waits ...", "given up ...".
std::string outcome_of(const WebhookPost& post);

// {"webhook","event","delivery","state","tries","next_try","fault"}; next_try is null where nothing
// waits.
nlohmann::ordered_json post_as_json(const WebhookPost& post);

}  // namespace tlsward
