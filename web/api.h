// What the API tells: the JSON of the command line, as docs/json.md has it, of what the viewer
// sees. Each function answers one route; what cannot be is answered as api_problem.h has it.
#pragma once

#include "web/response.h"
#include "web/visit.h"

namespace tlsward {

// GET /api/v1/status
Response api_status(const Visit& visit);

// GET /api/v1/digest: of the query's "day", else of yesterday; "lang".
Response api_digest(const Visit& visit);

// GET /api/v1/reports/ID, and /raw: of a report about several domains what is about those that the
// viewer sees. Where a report came from is told to those who see all.
Response api_report(const Visit& visit);
Response api_raw_report(const Visit& visit);

// GET /api/v1/problems: what read_filter() knows; "all" = also those that are over.
Response api_problems(const Visit& visit);

// GET /api/v1/problems/ID
Response api_problem_of_id(const Visit& visit);

// GET /api/v1/top/RANKING
Response api_top(const Visit& visit);

// GET /api/v1/deviations
Response api_deviations(const Visit& visit);

// GET /api/v1/domains/NAME/readiness; "lang".
Response api_readiness(const Visit& visit);

// GET /api/v1/explain: of the query's "subject"; "lang".
Response api_explain(const Visit& visit);

// GET /api/v1/policies: what is hosted and drafted, by domain.
Response api_policies(const Visit& visit);

// GET /api/v1/policies/NAME: without a look whether senders get it.
Response api_policy(const Visit& visit);

// GET /api/v1/domains/NAME/policies: the versions of its MTA-STS policy.
Response api_policy_history(const Visit& visit);

// GET /api/v1/quarantine: the newest first; "reason".
Response api_quarantine(const Visit& visit);

// GET /api/v1/quarantine/ID
Response api_quarantined(const Visit& visit);

}  // namespace tlsward
