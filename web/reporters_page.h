// Who reports: how often, how far they are believed, and how well they keep to RFC 8460.
#pragma once

#include "web/response.h"
#include "web/visit.h"

namespace tlsward {

// GET /reporters?range=30&domain=example.org: by the reports that count, of as many days as there
// are at most 50,000 in. Who sees some domains gets what is reported about these. With "as" and
// "of=reporters" the rows as a file.
Response reporters_page(const Visit& visit);

}  // namespace tlsward
