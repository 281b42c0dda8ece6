// Tests web/api_problem.cpp, and that under /api/ every refusal has its form.
#include "web/api_problem.h"

#include "tests/support/filled_store.h"
#include "tests/support/test_dashboard.h"
#include "web/gate.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

ordered_json problem_of(const Response& response) {
  CAPTURE(response.body);
  CHECK(response.media_type == kProblemJson);
  ordered_json problem = ordered_json::parse(response.body);
  CHECK(problem["status"] == response.status);
  CHECK(problem["type"].get<std::string>().starts_with("urn:problem-type:tlsward:"));
  CHECK(problem["detail"].get<std::string>().ends_with("."));
  CHECK_FALSE(problem["title"].get<std::string>().empty());
  return problem;
}

TEST_CASE("what cannot be is said of one parameter, with what can") {
  const tests::TestDashboard dashboard;
  const struct {
    std::string target;
    std::string parameter;
    std::string detail;
  } cases[] = {
      {"/api/v1/reports?limit=0", "limit",
       "limit: \"0\" is none; allowed: a whole number, 1 to 1000."},
      {"/api/v1/reports?limit=1001", "limit", ""},
      {"/api/v1/reports?limit=+1", "limit", ""},
      {"/api/v1/reports?limit=1x", "limit", ""},
      {"/api/v1/reports?limit=99999999999999999999999", "limit", ""},
      {"/api/v1/reports?after=x", "after", ""},
      {"/api/v1/reports?after=2026-11-23", "after", ""},
      {"/api/v1/reports?after=2026-11-23.x", "after", ""},
      {"/api/v1/problems?after=0123456789", "after", ""},
      {"/api/v1/top/mx?after=x", "after", ""},
      {"/api/v1/quarantine?after=-1", "after", ""},
      {"/api/v1/quarantine?reason=spam", "reason", ""},
      {"/api/v1/reports?since=soon", "since",
       "since: \"soon\" is no day; allowed: 2026-11-01, today, yesterday, 7d (7 days ago) or "
       "last-week."},
      {"/api/v1/reports?day=2026-02-30", "day", ""},
      {"/api/v1/digest?day=last-week", "day", ""},
      {"/api/v1/reports?since=1d&until=2d", "since", ""},
      {"/api/v1/reports?domain=ex%20ample", "domain", ""},
      {"/api/v1/reports?domain=", "domain", "domain: is empty; allowed: a value; or leave it out."},
      {"/api/v1/reports?mx=_", "mx", ""},
      {"/api/v1/reports?ip=x", "ip", ""},
      {"/api/v1/reports?trust=much", "trust", ""},
      {"/api/v1/reports?failed=yes", "failed", "failed: \"yes\" is none; allowed: true, false."},
      {"/api/v1/reports?failed", "failed", ""},
      {"/api/v1/reports?type=a&type=b", "type", "type: is given twice; allowed: one."},
      {"/api/v1/digest?lang=xx", "lang", ""},
      {"/api/v1/status?limit=1", "limit", "limit: is not known here; allowed: none."},
      {"/api/v1/reports/1?domain=example.org", "domain", ""},
      {"/api/v1/reports?untill=2d", "untill", ""},
      {"/api/v1/reports?%1b[2J=x", "\\x1b[2J", ""}};
  for (const auto& [target, parameter, detail] : cases) {
    CAPTURE(target);
    const Response response = dashboard.get(target);
    CHECK(response.status == 400);
    const ordered_json problem = problem_of(response);
    CHECK(problem["parameter"] == parameter);
    CHECK_FALSE(problem["allowed"].get<std::string>().empty());
    if (!detail.empty()) CHECK(problem["detail"] == detail);
  }
  CHECK(tests::has(dashboard.get("/api/v1/reports?untill=2d").body, "did you mean until?"));
  std::string many = "/api/v1/reports?domain=d0.example";
  for (int n = 1; n < 50; ++n)
    many += "&domain=d" + std::to_string(n) + ".example";
  CHECK(dashboard.get(many).status == 200);
  CHECK(problem_of(dashboard.get(many + "&domain=e.example"))["parameter"] == "domain");
}

TEST_CASE("nothing under /api/ is a page") {
  tests::TestDashboard dashboard;
  const auto status_of = [&](std::string_view target) {
    const Response response = dashboard.get(target);
    problem_of(response);
    return response.status;
  };
  for (const char* target : {"/api", "/api/", "/api/v2", "/api/v1/", "/api/v1/nothing",
                             "/api/v1/reports/x", "/api/v1/reports/%zz", "/api/v1/problems/x"}) {
    CAPTURE(target);
    CHECK(status_of(target) == 404);
  }
  const Response posted = dashboard.post("/api/v1/reports", "a=b");
  CHECK(posted.status == 405);
  CHECK(posted.headers.front().second == "GET, HEAD");
  problem_of(posted);
  const Response elsewhere =
      dashboard.post("/api/v1/reports/1", "a=b", {{"Origin", "https://evil.example"}});
  CHECK(elsewhere.status == 405);
  dashboard.viewer.domains = {Domain("example.org")};
  CHECK(status_of("/api/v1/quarantine") == 403);
  CHECK(status_of("/api/v1/quarantine/1") == 403);
}

TEST_CASE("a stranger is told to send a token") {
  tests::TestDashboard dashboard;
  Gate gate({.database = dashboard.options.database});
  dashboard.options.gate = &gate;
  for (const char* target : {"/api/v1/status", "/api/v1/nothing", "/api"}) {
    const Response response = dashboard.get(target);
    CHECK(response.status == 401);
    problem_of(response);
    CHECK(response.headers.front() ==
          std::pair<std::string, std::string>("WWW-Authenticate", "Bearer realm=\"tlsward\""));
  }
  CHECK(dashboard.get("/api/v1/status", {{"Authorization", "Bearer x"}}).status == 401);
}

}  // namespace
}  // namespace tlsward
