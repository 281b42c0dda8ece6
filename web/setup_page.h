// The steps by which a domain comes to have reports: what to publish, whether it was seen, a report
// to try the way here, and what comes when.
#pragma once

#include "web/response.h"
#include "web/visit.h"

namespace tlsward {

// By the query's "domain", or where the viewer has only one, of that; without one it asks which.
// "mx" are mail servers for the policy, where no look has told them. Throws what the Store throws.
Response setup_page(const Visit& visit);

// A report of the domain to be sent to oneself, as a file; 404 for a domain that is not the
// viewer's.
Response test_report_file(const Visit& visit);

}  // namespace tlsward
