// What programs ask that watch tlsward: /metrics, /healthz and /readyz.
#pragma once

#include "web/visit.h"

#include <optional>

namespace tlsward {

// For Prometheus. Throws what gather_metrics() throws.
Response metrics_page(const Visit& visit);

// 200, or 503 with the reasons.
Response healthz_page(const Visit& visit);
Response readyz_page(const Visit& visit);

// The same, for these two tell also that there is no Store to visit; absent for any other request.
std::optional<Response> health_answer(const DashboardOptions& options, const Request& request);

}  // namespace tlsward
