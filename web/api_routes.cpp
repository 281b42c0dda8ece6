#include "web/api_routes.h"

#include "web/api.h"
#include "web/api_changes.h"
#include "web/api_document.h"
#include "web/api_reports.h"

namespace tlsward {
namespace {

constexpr Route kRoutes[] = {
    {"GET", "/api/v1", Access::viewers, api_index},
    {"GET", "/api/v1/deviations", Access::viewers, api_deviations},
    {"GET", "/api/v1/digest", Access::viewers, api_digest},
    {"GET", "/api/v1/domains/*/policies", Access::viewers, api_policy_history},
    {"GET", "/api/v1/domains/*/readiness", Access::viewers, api_readiness},
    {"GET", "/api/v1/explain", Access::viewers, api_explain},
    {"GET", "/api/v1/openapi.json", Access::anybody, api_openapi},
    {"GET", "/api/v1/policies", Access::viewers, api_policies},
    {"GET", "/api/v1/policies/*", Access::viewers, api_policy},
    {"GET", "/api/v1/problems", Access::viewers, api_problems},
    {"GET", "/api/v1/problems/*", Access::viewers, api_problem_of_id},
    {"POST", "/api/v1/problems/*/mute", Access::changers, api_mute},
    {"POST", "/api/v1/problems/*/resolve", Access::changers, api_resolve},
    {"POST", "/api/v1/problems/*/unmute", Access::changers, api_unmute},
    {"GET", "/api/v1/quarantine", Access::operators, api_quarantine},
    {"GET", "/api/v1/quarantine/*", Access::operators, api_quarantined},
    {"POST", "/api/v1/quarantine/*/release", Access::operators, api_release},
    {"GET", "/api/v1/reports", Access::viewers, api_reports},
    {"GET", "/api/v1/reports/*", Access::viewers, api_report},
    {"GET", "/api/v1/reports/*/raw", Access::viewers, api_raw_report},
    {"GET", "/api/v1/status", Access::viewers, api_status},
    {"GET", "/api/v1/top/*", Access::viewers, api_top},
};

}  // namespace

std::span<const Route> api_routes() {
  return kRoutes;
}

}  // namespace tlsward
