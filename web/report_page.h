// One report: who sent it, how far it is believed, what it says of failures and policies, and the
// bytes that came.
#pragma once

#include "web/response.h"
#include "web/visit.h"

#include <optional>

namespace tlsward {

// GET /reports/ID: of a report about several domains what is about those that the viewer sees. 404
// where that is nothing.
Response report_page(const Visit& visit);

// GET /reports/ID/raw: what came, to be kept as a file: JSON as JSON, gzip as gzip, else bytes.
// 404 where nothing is kept, and for who does not see all of it.
Response raw_report(const Visit& visit);

// The same; absent where that says 404.
std::optional<Response> find_raw_report(const Visit& visit);

}  // namespace tlsward
