#include "web/watch_pages.h"

#include "web/prometheus_text.h"

#include <utility>

namespace tlsward {

namespace {

Response to_response(HealthAnswer answer) {
  return {.status = answer.status, .media_type = kJson, .body = std::move(answer.json)};
}

Response readyz_of(const DashboardOptions& options) {
  HealthOptions health = options.health;
  health.database = options.database;
  return to_response(readyz(health, options.now()));
}

}  // namespace

Response metrics_page(const Visit& visit) {
  MetricsOptions options = visit.options.metrics;
  options.database = visit.options.database;
  options.scope = visit.options.scope;
  return {.media_type = kPrometheusText, .body = to_prometheus(gather_metrics(options, visit.now))};
}

Response healthz_page(const Visit& visit) {
  return to_response(healthz(visit.options.database));
}

Response readyz_page(const Visit& visit) {
  return readyz_of(visit.options);
}

std::optional<Response> health_answer(const DashboardOptions& options, const Request& request) {
  if (!request.is_get()) return std::nullopt;
  if (request.path == "/healthz") return to_response(healthz(options.database));
  if (request.path == "/readyz") return readyz_of(options);
  return std::nullopt;
}

}  // namespace tlsward
