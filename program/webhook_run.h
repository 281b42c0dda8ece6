// What waits for webhooks is posted to them, as program/alert_mailing.h runs.
#pragma once

#include "analyzer/digest_mailer.h"
#include "program/webhook_options.h"
#include "schema/store.h"
#include "schema/webhooks.h"

#include <stop_token>
#include <vector>

namespace tlsward {

// So long a post is tried.
inline constexpr std::chrono::days kTriedForWebhook{3};

// One try: posts it, and makes of it what comes of that. A post that cannot be made waits a minute,
// then twice as long each time, up to an hour, or for as long as the webhook asks for, up to a day.
// It is given up after kTriedForWebhook, or when the webhook says that it is gone (410).
void try_post(WebhookPost& post, const WebhookOptions& webhook, const Clock& clock,
              const std::stop_token& stop = {});

// Posts all that waits and is to be tried by then, up to the stop, and notes each before its try
// and after it. A webhook that does not take one is asked for no other in this run; one that is
// configured no more is given up. Returns the posts that were tried or given up, as they are after
// that, without their bodies. Throws what the Store throws.
std::vector<WebhookPost> post_due(Store& store, const std::vector<WebhookOptions>& webhooks,
                                  Timestamp by, const Clock& clock, const std::stop_token& stop);

}  // namespace tlsward
