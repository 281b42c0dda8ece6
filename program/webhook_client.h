// One post to a webhook by HTTPS (RFC 9112): signed, over verified TLS, and no further than the URL
// says: a redirect is a fault.
#pragma once

#include "program/webhook_answer.h"
#include "program/webhook_options.h"
#include "schema/webhooks.h"

#include <stop_token>
#include <string>

namespace tlsward {

// "sha256=" and the HMAC-SHA256 of the body in hexadecimal digits.
std::string webhook_signature(const std::string& secret, const std::string& body);

// Posts it, and returns what the webhook answers. Throws std::runtime_error in words for the
// operator where that cannot be reached or verified, or where a file of its settings cannot be
// used; Stopped at the stop. Ends by webhook.time.
WebhookAnswer post_to_webhook(const WebhookOptions& webhook, const WebhookPost& post,
                              const std::stop_token& stop);

}  // namespace tlsward
