// Whether tlsward itself works: what stands against it and what to do, how reports come in, how
// mails and webhooks go out, and what the database holds.
#pragma once

#include "web/response.h"
#include "web/visit.h"

namespace tlsward {

// Names mailboxes, owners and addresses: for those who see all. It may take 2 s, where another
// process holds the database's lock. Throws what the Store throws.
Response system_page(const Visit& visit);

// Begins a login to the mailbox of the route, which counts what is new and takes nothing.
Response test_mailbox(const Visit& visit);

// Begins a test mail to each owner, and a test post to each webhook.
Response test_mails(const Visit& visit);

}  // namespace tlsward
