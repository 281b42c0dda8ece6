// The digest of a day, word for word as `tlsward digest` prints it and the mail has it.
#pragma once

#include "web/response.h"
#include "web/visit.h"

namespace tlsward {

// By the query's "day" and "domain", of what the viewer sees, in their language. 404 for a domain
// that is not theirs. Throws what the Store throws.
Response digest_page(const Visit& visit);

}  // namespace tlsward
