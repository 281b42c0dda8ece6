#include "web/api_document.h"

#include "analyzer/list_output.h"
#include "web/api_problem.h"
#include "web/api_query.h"

#include "embedded/openapi.h"

#include <nlohmann/json.hpp>

#include <optional>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

// [{"method","path","summary"}], as the document has them.
ordered_json routes_json() {
  auto routes = ordered_json::array();
  const ordered_json document = ordered_json::parse(openapi_document());
  for (const auto& [path, methods] : document["paths"].items())
    for (const auto& [method, operation] : methods.items())
      routes.push_back({{"method", method == "get" ? "GET" : "POST"},
                        {"path", path},
                        {"summary", operation["summary"]}});
  return routes;
}

ordered_json domains_json(const Viewer& viewer) {
  if (!viewer.domains) return {};
  auto names = ordered_json::array();
  for (const Domain& domain : *viewer.domains)
    names.push_back(domain.text());
  return names;
}

}  // namespace

std::string_view openapi_document() {
  return embedded::openapi[0].second;
}

Response api_index(const Visit& visit) {
  if (auto refusal = refuse_parameters(visit)) return *std::move(refusal);
  static const ordered_json routes = routes_json();
  return {.media_type = kJson,
          .body = write_json({{"schema", 1},
                              {"version", visit.options.metrics.version},
                              {"openapi", visit.options.base_path + "/api/v1/openapi.json"},
                              {"user", text_or_null(visit.viewer.name)},
                              {"may_change", visit.viewer.may_change},
                              {"domains", domains_json(visit.viewer)},
                              {"routes", routes}})};
}

Response api_openapi(const Visit& visit) {
  if (auto refusal = refuse_parameters(visit)) return *std::move(refusal);
  if (visit.options.base_path.empty())
    return {.media_type = kJson, .body = std::string(openapi_document())};
  ordered_json document = ordered_json::parse(openapi_document());
  document["servers"][0]["url"] = visit.options.base_path;
  return {.media_type = kJson, .body = write_json(document)};
}

}  // namespace tlsward
