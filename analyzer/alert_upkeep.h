// What was told at once follows a configuration that was changed meanwhile, as digests do
// (analyzer/outbox_upkeep.h): before an owner is told anything new.
#pragma once

#include "analyzer/daily_run.h"
#include "analyzer/digest_message.h"
#include "analyzer/webhook_body.h"

#include <vector>

namespace tlsward {

// Of an owner's mails: what one told of which nobody can have anything, because it waits or was
// refused, is to be told anew where the owner's addresses or the sender are others now. One that
// somebody has, or may have, keeps its Message-ID and its bytes: whose address is none any more
// leaves it, and new ones join. Returns whether a mail waits that nobody is known to have. Throws
// what the Store throws.
bool follow_configuration(Store& store, const Owner& owner, const Letterhead& letterhead,
                          Timestamp now);

// Forgets the open threads, and what waits, of who is no owner any more, wants no alerts, or is no
// webhook any more. Throws what the Store throws.
void forget_others(Store& store, const std::vector<Audience>& audiences,
                   const std::vector<WebhookTarget>& webhooks);

}  // namespace tlsward
