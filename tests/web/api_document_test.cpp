// Tests web/api_document.cpp: the document tells of the routes that there are and of no others;
// what they answer is held to it by tests/e2e/api.sh.
#include "web/api_document.h"

#include "tests/support/test_dashboard.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <set>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

// "/reports/{id}" as the routes have it: "/reports/*".
std::string pattern_of(const std::string& path) {
  std::string pattern;
  bool is_name = false;
  for (const char letter : path) {
    if (letter == '{') pattern += '*';
    is_name = letter == '{' || (is_name && letter != '}');
    if (!is_name && letter != '}') pattern += letter;
  }
  return pattern;
}

TEST_CASE("the document has the routes that there are") {
  std::set<std::pair<std::string, std::string>> documented;
  const ordered_json document = ordered_json::parse(openapi_document());
  for (const auto& [path, methods] : document["paths"].items())
    for (const auto& [method, operation] : methods.items())
      documented.emplace(method == "get" ? "GET" : "POST", pattern_of(path));
  std::set<std::pair<std::string, std::string>> known;
  for (const Route& route : routes())
    if (route.pattern.starts_with("/api/")) known.emplace(route.method, route.pattern);
  CHECK(documented == known);
}

TEST_CASE("who asks learns who they are, what they see and what there is") {
  tests::TestDashboard dashboard;
  dashboard.options.metrics.version = "1.2.3";
  dashboard.options.base_path = "/tlsward";
  dashboard.viewer = {.name = "ben", .may_change = false, .domains = {{Domain("example.org")}}};
  const auto index = ordered_json::parse(dashboard.get("/api/v1").body);
  CHECK(index["version"] == "1.2.3");
  CHECK(index["openapi"] == "/tlsward/api/v1/openapi.json");
  CHECK(index["user"] == "ben");
  CHECK(index["may_change"] == false);
  CHECK(index["domains"] == ordered_json({"example.org"}));
  CHECK(index["routes"][0]["path"] == "/api/v1");
  CHECK(index["routes"].size() > 15);
  dashboard.viewer = {};
  CHECK(ordered_json::parse(dashboard.get("/api/v1").body)["domains"].is_null());
}

TEST_CASE("anybody gets the document, for the path under which the dashboard is") {
  tests::TestDashboard dashboard;
  dashboard.viewer = {.is_known = false, .domains = {{}}};
  CHECK(dashboard.get("/api/v1/openapi.json").body == openapi_document());
  dashboard.options.base_path = "/tlsward";
  CHECK(ordered_json::parse(dashboard.get("/api/v1/openapi.json").body)["servers"][0]["url"] ==
        "/tlsward");
}

}  // namespace
}  // namespace tlsward
