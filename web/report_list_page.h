// The reports: which came, by whom, and what they say in numbers.
#pragma once

#include "web/response.h"
#include "web/visit.h"

namespace tlsward {

// GET /reports?domain=&reporter=&type=&policy_type=&mx=&ip=&q=&day=&since=&until=&failed=1
// &uncounted=1&trust=&sort=-failed&page=2 (report_query.h): without a day the last 30 up to the
// newest report. Of more than 1,000 the newest are shown, and the page says so. With "as" and
// "of=reports" the rows of `tlsward list --json`, the newest 100,000.
Response reports_page(const Visit& visit);

}  // namespace tlsward
