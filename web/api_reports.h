// The list of reports in the API: in parts, however many there are.
#pragma once

#include "web/response.h"
#include "web/visit.h"

namespace tlsward {

// GET /api/v1/reports: what read_filter() knows, "uncounted", "trust", and "q", a part of any text.
// The newest day first, of a day the last stored first. A part can have fewer rows than "limit",
// even none, and still a "next".
Response api_reports(const Visit& visit);

}  // namespace tlsward
