// Tests web/api.cpp and api_reports.cpp: the API tells what the command line prints, lists in parts
// hold each row once, and owners meet what is theirs alone.
#include "web/api.h"

#include "analyzer/commands.h"
#include "analyzer/delivery_list.h"
#include "analyzer/policy_history.h"
#include "analyzer/problem_list.h"
#include "analyzer/readiness.h"
#include "analyzer/report_list.h"
#include "schema/policies.h"
#include "tests/support/filled_store.h"
#include "tests/support/test_dashboard.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <set>

namespace tlsward {
namespace {

using nlohmann::ordered_json;
using std::chrono::days;
using tests::kVisitedDay;
using tests::make_failing_report;
using tests::make_report;

const OutputOptions kAsJson = {.format = Format::json};

// Reports of six senders and three days about two domains, all with failures on the last day; and
// three things set aside.
class Api : public tests::TestDashboard {
 public:
  Api() {
    const auto store = open();
    for (const char* domain : {"example.org", "example.net"})
      for (const char* sender : {"a.example", "b.example", "c.example"}) {
        for (const int before : {2, 1})
          tests::put(*store, make_report(sender, domain, kVisitedDay - days(before), 100));
        tests::put(*store,
                   make_failing_report(sender, domain, kVisitedDay, "certificate-expired", 40));
      }
    tests::put(
        *store,
        make_failing_report("d.example", "example.org", kVisitedDay, "starttls-not-supported", 2),
        Trust::unauthenticated);
    for (const Reason reason : {Reason::not_ours, Reason::not_understood, Reason::not_ours})
      set_aside = tests::set_aside(*store, reason, kVisitedDay);
    for (const Problem& problem : read_problems(*store, {}, today()).problems)
      problems.push_back(problem.id);
  }

  Day today() const { return kVisitedDay + days(1); }

  ordered_json json(std::string_view target) const {
    const Response response = get(target);
    CAPTURE(target);
    CAPTURE(response.body);
    REQUIRE(response.status == 200);
    CHECK(response.media_type == kJson);
    auto json = ordered_json::parse(response.body);
    CHECK(json["schema"] == 1);
    return json;
  }

  std::vector<std::string> problems;
  std::int64_t set_aside = 0;  // the last one
};

std::string list_of_reports(Store& store, const Filter& filter) {
  std::string text;
  list_reports(store, filter, kAsJson, [&](std::string_view piece) { text += piece; });
  return text;
}

TEST_CASE("what the command line prints is told as it stands") {
  const Api api;
  const auto store = api.open();
  const Day today = api.today();
  const std::string& problem = api.problems.front();
  const Domain domain("example.org");
  const ReadinessFacts facts = readiness_facts(*store, domain, api.options.now());
  const struct {
    std::string target;
    std::string printed;
  } cases[] = {
      {"/api/v1/status", status(*store, today, {}, kAsJson)},
      {"/api/v1/digest", write_json(to_json([&] {
         DigestSpan span = usual_span(kVisitedDay);
         span.looked = api.options.now();
         return make_digest(*store, span, {});
       }()))},
      {"/api/v1/digest?day=2026-11-22&domain=example.net&lang=pl",
       write_json(
           to_json(make_digest(*store, kVisitedDay - days(1), {.domains = {Domain("example.net")}},
                               *find_language("pl"))))},
      {"/api/v1/reports/3", show_report(*store, 3, kAsJson).value()},
      {"/api/v1/reports/3/raw", "{}"},
      {"/api/v1/problems/" + problem,
       show_problem(*find_problem(*store, problem, today), {}, kAsJson)},
      {"/api/v1/domains/example.org/readiness",
       write_json(readiness_json(facts, judge_readiness(facts)))},
      {"/api/v1/domains/example.org/policies",
       R"({"schema":1,"versions":[{"mode":"enforce","mx":[],"max_age":0,"ids":[],"first_seen":null,)"
       R"("last_seen":null,"is_served":false,"held_until":null,)"
       R"("holders":["a.example","b.example","c.example"]}],"policy_domain":"example.org"})"
       "\n"},
      {"/api/v1/quarantine/" + std::to_string(api.set_aside),
       show_quarantined(*store, api.set_aside, kAsJson).value()}};
  for (const auto& [target, printed] : cases) {
    CAPTURE(target);
    CHECK(api.get(target).body == printed);
  }
}

TEST_CASE("lists have the rows of the command line, and where there are more") {
  Api api;
  api.options.scope.domains = {Domain("example.com")};  // configured: for digests alone
  const auto store = api.open();
  const Filter narrow{.domains = {Domain("example.org")},
                      .result_type = "certificate-expired",
                      .since = kVisitedDay,
                      .failed = true};
  const std::string asked = "?domain=example.org&type=certificate-expired&since=1d&failed=true";
  const Day today = api.today();
  const struct {
    std::string target;
    std::string printed;
  } cases[] = {
      {"/api/v1/reports", list_of_reports(*store, {})},
      {"/api/v1/reports" + asked, list_of_reports(*store, narrow)},
      {"/api/v1/problems", list_problems(*store, {}, today, false, kAsJson).text},
      {"/api/v1/problems?all=true&mx=mx.example.net",
       list_problems(*store, {.mx = "mx.example.net"}, today, true, kAsJson).text},
      {"/api/v1/top/reporters", top(*store, Ranking::reporters, {}, kAsJson)},
      {"/api/v1/top/types" + asked, top(*store, Ranking::result_types, narrow, kAsJson)},
      {"/api/v1/deviations", top_deviations(*store, {}, kAsJson)},
      {"/api/v1/quarantine", list_quarantine(*store, {}, 0, kAsJson)},
      {"/api/v1/quarantine?reason=not-ours", list_quarantine(*store, Reason::not_ours, 0, kAsJson)},
  };
  for (const auto& [target, printed] : cases) {
    CAPTURE(target);
    ordered_json told = api.json(target);
    CHECK(told["next"].is_null());
    for (const char* ours : {"next", "total"})
      told.erase(ours);
    CHECK(write_json(told) == printed);
  }
  CHECK(api.json("/api/v1/reports?trust=unauthenticated")["reports"].size() == 1);
  CHECK(api.json("/api/v1/reports?q=d.example")["reports"].size() == 1);
  CHECK(api.json("/api/v1/reports?domain=example.net&domain=example.org")["reports"].size() == 19);
  CHECK(api.json("/api/v1/top/ips?limit=1")["total"] == 1);
}

TEST_CASE("parts of a list hold each row once, in its order") {
  const Api api;
  const struct {
    std::string target;
    std::string list;
    std::string row;  // the member that names a row
  } cases[] = {{"/api/v1/reports?", "reports", "id"},
               {"/api/v1/reports?trust=unauthenticated&", "reports", "id"},
               {"/api/v1/reports?day=last-week&since=2026-11-21&", "reports", "id"},
               {"/api/v1/problems?all=true&", "problems", "id"},
               {"/api/v1/top/reporters?", "top", "name"},
               {"/api/v1/quarantine?", "quarantine", "id"}};
  for (const auto& [target, list, row] : cases)
    for (const int limit : {1, 2, 3, 5, 1000}) {
      CAPTURE(target);
      CAPTURE(limit);
      std::vector<std::string> whole;
      const ordered_json at_once = api.json(target + "limit=1000");
      for (const ordered_json& one : at_once[list])
        whole.push_back(one[row].dump());
      std::vector<std::string> parts;
      ordered_json next = target + "limit=" + std::to_string(limit);
      int asked = 0;
      while (next.is_string() && ++asked < 100) {
        const ordered_json part = api.json(next.get<std::string>());
        CHECK(part[list].size() <= static_cast<std::size_t>(limit));
        for (const ordered_json& one : part[list])
          parts.push_back(one[row].dump());
        next = part["next"];
      }
      CHECK(parts == whole);
    }
}

TEST_CASE("what comes in between two parts moves no row into both") {
  const Api api;
  const ordered_json first = api.json("/api/v1/reports?limit=4");
  tests::put(*api.open(), make_report("z.example", "example.org", kVisitedDay, 1));
  std::set<std::int64_t> ids;
  for (const ordered_json& row : first["reports"])
    ids.insert(row["id"].get<std::int64_t>());
  const ordered_json second = api.json(first["next"].get<std::string>());
  for (const ordered_json& row : second["reports"])
    CHECK(ids.insert(row["id"].get<std::int64_t>()).second);
}

TEST_CASE("behind a proxy's path links lead there") {
  Api api;
  api.options.base_path = "/tlsward";
  CHECK(api.json("/api/v1/reports?limit=1")["next"] ==
        "/tlsward/api/v1/reports?limit=1&after=2026-11-23.19");
}

TEST_CASE("policies of domains that are configured no more are told of nowhere") {
  Api api;
  api.options.scope.domains = {Domain("example.org")};
  const auto store = api.open();
  store->transact([&] {
    for (const char* domain : {"example.org", "gone.example"})
      store->policies().set_draft(Domain(domain), "version: STSv1\r\n");
  });
  CHECK(api.json("/api/v1/policies")["total"] == 1);
  CHECK(api.json("/api/v1/policies/example.org")["domain"] == "example.org");
  CHECK(api.get("/api/v1/policies/gone.example").status == 404);
}

TEST_CASE("owners are told of their domains alone, and not of the machine") {
  Api api;
  const auto store = api.open();
  Report both = make_report("e.example", "example.org", kVisitedDay, 10);
  both.policies.push_back(make_report("e.example", "example.net", kVisitedDay, 500).policies[0]);
  both.deviations = {{.code = DeviationCode::ip_unreadable, .place = "/policies/1"}};
  const std::string id = std::to_string(tests::put(*store, both));
  api.viewer.domains = {Domain("example.org")};

  const ordered_json report = api.json("/api/v1/reports/" + id);
  CHECK(report["policies"].size() == 1);
  CHECK(report["lines"].size() == 1);
  CHECK(report["deviations"].empty());
  CHECK(report["receipts"][0]["source"].is_null());
  CHECK(report["receipts"][0]["file_name"].is_null());
  CHECK(api.get("/api/v1/reports/" + id + "/raw").status == 404);
  CHECK(api.json("/api/v1/reports?reporter=e.example")["reports"][0]["successful_session_count"] ==
        10);
  CHECK(api.json("/api/v1/reports?reporter=e.example")["reports"][0]["deviations"] == 0);
  CHECK(api.json("/api/v1/deviations")["deviations"].empty());
  for (const ordered_json& spot : api.json("/api/v1/digest")["blind_spots"])
    CHECK(spot["kind"] != "deviations");

  CHECK(api.json("/api/v1/status")["reports"] == 11);
  CHECK(api.json("/api/v1/reports?domain=example.net")["reports"].empty());
  CHECK(api.get("/api/v1/digest?domain=example.net").status == 404);
  CHECK(api.json("/api/v1/problems?all=true")["total"] == 2);
  CHECK(api.json("/api/v1/top/domains")["top"].size() == 1);
}

TEST_CASE("what is somebody else's is answered as what is not there") {
  Api api;
  api.viewer.domains = {Domain("example.org")};
  std::string theirs;
  for (const Problem& problem : read_problems(*api.open(), {}, api.today()).problems)
    if (problem.key.domain == Domain("example.net")) theirs = problem.id;
  const struct {
    std::string theirs;
    std::string nobodys;
  } cases[] = {
      {"/api/v1/reports/12", "/api/v1/reports/999"},
      {"/api/v1/reports/12/raw", "/api/v1/reports/999/raw"},
      {"/api/v1/problems/" + theirs, "/api/v1/problems/0123456789"},
      {"/api/v1/domains/example.net/readiness", "/api/v1/domains/nobody.example/readiness"},
      {"/api/v1/domains/example.net/policies", "/api/v1/domains/nobody.example/policies"},
      {"/api/v1/reports?domain=example.net", "/api/v1/reports?domain=nobody.example"}};
  for (const auto& [target, other] : cases) {
    CAPTURE(target);
    const Response response = api.get(target);
    CHECK(response.status == api.get(other).status);
    CHECK(response.body == api.get(other).body);
  }
}

TEST_CASE("what cannot be ranked is not found") {
  const Api api;
  CHECK(api.get("/api/v1/top/nothing").status == 404);
}

}  // namespace
}  // namespace tlsward
