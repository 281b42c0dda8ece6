// Tests web/api_changes.cpp: what is decided of problems, and what is let out of quarantine, by who
// may and asks rightly.
#include "web/api_changes.h"

#include "analyzer/gather_problems.h"
#include "tests/support/filled_store.h"
#include "tests/support/test_dashboard.h"
#include "web/api_problem.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace tlsward {
namespace {

using nlohmann::ordered_json;
using tests::kVisitedDay;

const std::string kForm = "application/x-www-form-urlencoded";

// One problem, and one thing in quarantine, which says that it is stored when it is let out.
class Changes : public tests::TestDashboard {
 public:
  Changes() {
    const auto store = open();
    tests::put(*store, tests::make_failing_report("a.example", "example.org", kVisitedDay,
                                                  "certificate-expired", 40));
    id = read_problems(*store, {}, kVisitedDay).problems.front().id;
    kept = tests::set_aside(*store, Reason::not_understood, kVisitedDay);
    refused = tests::set_aside(*store, Reason::too_large, kVisitedDay);
    options.release = [](std::int64_t delivery) -> std::optional<std::vector<Settled>> {
      return std::vector<Settled>{
          {.outcome = Outcome::stored, .source = "198.51.100.9", .report = delivery + 100}};
    };
  }

  Response send(const std::string& path, std::string body,
                const std::string& type = "application/json") const {
    const Request request{.method = "POST",
                          .path = path,
                          .body = std::move(body),
                          .headers = {{"Content-Type", type}}};
    return respond_to(viewer, options, request);
  }

  std::string path(const std::string& verb) const { return "/api/v1/problems/" + id + "/" + verb; }

  std::string id;
  std::int64_t kept = 0;
  std::int64_t refused = 0;
};

TEST_CASE("a problem is muted, unmuted and resolved, and told as it is then") {
  const Changes changes;
  const auto problem = [](const Response& response) {
    CAPTURE(response.body);
    REQUIRE(response.status == 200);
    return ordered_json::parse(response.body);
  };
  const auto muted = problem(
      changes.send(changes.path("mute"), R"({"until":"2026-12-24","reason":"known \u00fc"})"));
  CHECK(muted["schema"] == 1);
  CHECK(muted["id"] == changes.id);
  CHECK(muted["mute"]["until"] == "2026-12-24");
  CHECK(muted["mute"]["reason"] == "known ü");
  const auto other = problem(changes.send(changes.path("mute"), "until=30d", kForm));
  CHECK(other["mute"]["until"] == "2026-12-24");
  CHECK(other["mute"]["reason"].is_null());
  CHECK(problem(changes.send(changes.path("unmute"), ""))["mute"].is_null());
  CHECK(problem(changes.send(changes.path("unmute"), "{}"))["mute"].is_null());
  const auto resolved = problem(changes.send(changes.path("resolve"), "", ""));
  CHECK(resolved["state"] == "resolved");
  CHECK(resolved["resolved"] == "2026-11-24");
}

TEST_CASE("what is let out is told") {
  const Changes changes;
  const std::string path = "/api/v1/quarantine/" + std::to_string(changes.kept) + "/release";
  CHECK(changes.send(path, "").body ==
        R"({"schema":1,"released":[{"source":"198.51.100.9","outcome":"stored","report":102}]})"
        "\n");
}

TEST_CASE("what cannot be changed so is refused, and nothing is changed") {
  const Changes changes;
  const std::string mute = changes.path("mute");
  const std::string until = R"({"until":"30d"})";
  const std::string quarantine = "/api/v1/quarantine/";
  const struct {
    std::string path;
    std::string body;
    std::string type;
    int status;
    std::string words;
  } cases[] = {
      {mute, "", "", 400, "until: is not given; allowed: 2026-12-24 or 30d."},
      {mute, "{}", kJson, 400, "\"parameter\":\"until\""},
      {mute, R"({"until":null})", kJson, 400, "\"parameter\":\"until\""},
      {mute, R"({"until":30})", kJson, 400, "until: is no text"},
      {mute, R"({"until":"2026-11-01"})", kJson, 400, "is no day to come"},
      {mute, R"({"until":"30d","resaon":"x"})", kJson, 400, "did you mean reason?"},
      {mute, "until=30d&until=40d", kForm, 400, "until: is given twice"},
      {mute, "[]", kJson, 400, "not one JSON object"},
      {mute, "{", kJson, 400, "not one JSON object"},
      {mute, std::string(100'000, '['), kJson, 400, "not one JSON object"},
      {mute, "{\"until\":\"\xff\"}", kJson, 400, "not one JSON object"},
      {mute, until, "text/plain", 415, "application/json or application/x-www-form-urlencoded"},
      {mute, until, "", 415, ""},
      {changes.path("unmute"), until, kJson, 400, "until: is not known here"},
      {changes.path("resolve"), "day=x", kForm, 400, "day: is not known here"},
      {"/api/v1/problems/0123456789/mute", until, kJson, 404, "There is no such problem"},
      {"/api/v1/problems/0123456789/resolve", "", "", 404, ""},
      {quarantine + "999/release", "", "", 404, ""},
      {quarantine + "x/release", "", "", 404, ""},
      {quarantine + "1/release", "", "", 404, ""},
      {quarantine + std::to_string(changes.refused) + "/release", "", "", 404, "nothing is kept"}};
  for (const auto& [path, body, type, status, words] : cases) {
    CAPTURE(path);
    CAPTURE(type);
    const Response response = changes.send(path, body, type);
    CAPTURE(response.body);
    CHECK(response.status == status);
    CHECK(response.media_type == kProblemJson);
    CHECK(ordered_json::parse(response.body)["status"] == status);
    std::string plain;
    for (const char letter : response.body)
      if (letter != '\\') plain += letter;
    CHECK(tests::has(plain, words));
  }
  CHECK(changes.open()->problems().mutes().empty());
  CHECK(changes.open()->problems().settlements().empty());
}

TEST_CASE("who may not change it changes nothing") {
  Changes changes;
  changes.viewer.may_change = false;
  for (const std::string& path :
       {changes.path("mute"), changes.path("resolve"),
        "/api/v1/quarantine/" + std::to_string(changes.kept) + "/release"})
    CHECK(changes.send(path, "").status == 403);
  changes.viewer = {.domains = {{Domain("example.net")}}};
  CHECK(changes.send(changes.path("resolve"), "").status == 404);
  CHECK(
      changes.send("/api/v1/quarantine/" + std::to_string(changes.kept) + "/release", "").status ==
      403);
  CHECK(changes.open()->problems().settlements().empty());
}

}  // namespace
}  // namespace tlsward
