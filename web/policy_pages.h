// The MTA-STS policies that are hosted: what is served, drafting the next one, publishing it, and
// until when senders hold what was served.
#pragma once

#include "web/response.h"
#include "web/visit.h"

namespace tlsward {

// The viewer's domains, with what is served of each and what is drafted.
Response policies_page(const Visit& visit);

// One of them.
Response policy_page(const Visit& visit);

// Writes the draft of a posted form ("mode", "mx" with a pattern a line, "max_age" in seconds), or
// says what is wrong with it on the page that has the form. An empty form takes no draft away.
Response draft_policy(const Visit& visit);

// Begins `tlsward policy publish`, and `tlsward policy retire`.
Response publish_policy(const Visit& visit);
Response retire_policy(const Visit& visit);

}  // namespace tlsward
