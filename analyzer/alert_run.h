// What owners and webhooks are told at once: looks how problems stand, notes what is news, and
// writes the mails and posts of what has been news for a batch's time; others send them. Whoever
// runs this may do so as often as they like.
#pragma once

#include "analyzer/alert_options.h"
#include "analyzer/daily_run.h"
#include "analyzer/digest_message.h"
#include "analyzer/webhook_body.h"
#include "schema/alerts.h"

#include <stop_token>
#include <vector>

namespace tlsward {

// For whom, from whom, and when.
struct AlertCircle {
  std::vector<Audience> audiences;  // of all owners
  Letterhead letterhead;
  AlertOptions options;
  std::vector<WebhookTarget> webhooks;
};

// Owner by owner up to the stop. Each webhook has threads of its own, so that none waits for a mail
// server. While nobody has an owner's last alert, nothing new is written for them: afterwards they
// are told how it stands then. What was told follows the configuration first
// (analyzer/alert_upkeep.h). Returns what was thrown in the owners' turns.
RunFaults make_alerts(Store& store, const AlertCircle& circle, const Clock& clock,
                      const std::stop_token& stop = {});

// The mail to the owner's addresses, with a Message-ID of its own.
OutboxMail make_alert_mail(const MessageBody& body, const Owner& owner,
                           const Letterhead& letterhead, const std::string& in_reply_to,
                           Timestamp now);

}  // namespace tlsward
