// Whether tlsward itself works: what stands against it and what to do, how reports come in, how
// mails and webhooks go out, and what the database holds.
#pragma once

#include "web/response.h"
#include "web/visit.h"

namespace tlsward {

// Names mailboxes, owners and addresses: for those who see all. It may take 2 s, where another
// process holds the database's lock. Throws what the Store throws.
Response system_page(const Visit& visit);

}  // namespace tlsward
