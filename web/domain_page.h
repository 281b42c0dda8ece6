// A domain: is mail to it safe, since when not and why; how it is set up and what we see of it; who
// reports about it, and who still holds which policy.
#pragma once

#include "web/response.h"
#include "web/visit.h"

namespace tlsward {

// GET /domains/example.org?day=2026-11-23&range=30: 404 for what is no host name, and for a domain
// that this viewer may not see or of which nothing is known. With "as" and "of" ("reporters", "mx",
// "ips", "policies") that table as data.
Response domain_page(const Visit& visit);

}  // namespace tlsward
