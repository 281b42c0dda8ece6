// Whoever sees some domains only sees nothing of others, on whatever way: each route that there is
// is gone with the names and numbers of somebody else's.
#include "analyzer/finding_kinds.h"
#include "analyzer/gather_problems.h"
#include "analyzer/stored_findings.h"
#include "schema/looks.h"
#include "schema/policies.h"
#include "tests/support/filled_store.h"
#include "tests/support/test_dashboard.h"
#include "web/errands.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace tlsward {
namespace {

using tests::has;
using tests::kVisitedDay;

// Reports about example.org, whose owner asks, and about secret.example, which is somebody else's.
class TwoOwners : public tests::TestDashboard {
 public:
  TwoOwners() {
    const auto store = open();
    for (const char* domain : {"example.org", "secret.example"})
      ids.push_back(tests::put(*store, tests::make_failing_report("a.example", domain, kVisitedDay,
                                                                  "certificate-expired", 40)));
    ids.push_back(
        tests::set_aside(*store, Reason::not_understood, kVisitedDay, "{\"secret.example\""));
    for (const Problem& problem : read_problems(*store, {}, kVisitedDay).problems)
      if (problem.key.domain == Domain("secret.example")) problem_ids.push_back(problem.id);
    viewer.name = "owner";
    viewer.domains = {Domain("example.org")};
    options.scope.domains = {Domain("example.org"), Domain("secret.example")};
    options.set_up.example_rua = {"mailto:hidden-mark@secret.example"};
    options.metrics.mailboxes = {"hidden-mark"};
    options.errands = &errands;
    const Domain secret("secret.example");
    const std::vector<Finding> findings = {make_finding("tlsrpt-absent", "hidden-mark.example")};
    store->transact([&] {
      store->looks().add({.domain = secret, .time = kVisitedDay, .findings = stored(findings)});
      store->looks().note(SetUp{.domain = secret,
                                .id = "1",
                                .policy = "version: STSv1",
                                .mx_hosts = {Domain("hidden-mark.example")},
                                .first = kVisitedDay,
                                .last = kVisitedDay});
      store->policies().publish({.domain = secret,
                                 .text = "mx: hidden-mark.example",
                                 .id = "1",
                                 .since = kVisitedDay,
                                 .until = {}});
      store->policies().set_draft(secret, "mx: hidden-mark.example");
    });
    for (const char* name : {"check secret.example", "policy secret.example", "poll hidden-mark"})
      errands.begin({.name = name, .words = {"hidden-mark.example"}, .whose = name});
    errands.wait();
  }

  // All that the "*" of a pattern could name.
  std::vector<std::string> names() const {
    std::vector<std::string> names = problem_ids;
    names.insert(names.end(), {"secret.example", "example.org", "mx.secret.example"});
    for (const std::int64_t id : ids)
      names.push_back(std::to_string(id));
    return names;
  }

  // Each prints its last word.
  Errands errands{[](const ErrandWords& words, const std::stop_token&) {
                    return ErrandEnd{.code = 0, .output = words.back()};
                  },
                  [] { return Timestamp(kVisitedDay); }};
  std::vector<std::int64_t> ids;
  std::vector<std::string> problem_ids;
};

// The pattern with the name for each "*".
std::string path_with(std::string_view pattern, const std::string& name) {
  std::string path;
  for (const char letter : pattern)
    path += letter == '*' ? name : std::string(1, letter);
  return path;
}

TEST_CASE("an owner meets nobody else's domains on any route") {
  const TwoOwners dashboard;
  REQUIRE_FALSE(dashboard.problem_ids.empty());
  const std::vector<std::string> queries = {"",
                                            "?domain=secret.example",
                                            "?q=secret",
                                            "?reporter=a.example",
                                            "?state=all",
                                            "?as=csv&of=domains",
                                            "?as=json&of=problems&state=all",
                                            "?as=json&of=reports",
                                            "?as=csv&of=reporters",
                                            "?mx=secret.example&range=365",
                                            "?all=true&limit=1",
                                            "?limit=1&after=2026-11-24.99",
                                            "?failed=true&mx=mx.secret.example",
                                            "?day=2026-11-23&lang=pl"};
  int went = 0;
  for (const Route& route : routes())
    for (const std::string& name : dashboard.names())
      for (const std::string& query : queries) {
        const std::string target = path_with(route.pattern, name) + query;
        CAPTURE(target);
        const Response response =
            route.method == "GET"
                ? dashboard.get(target)
                : dashboard.post(target, "until=2026-12-24&domain=secret.example");
        ++went;
        // What they typed themselves may be said back, as an address and in a field.
        std::string body = response.body;
        for (const std::string& typed : {target, path_with(route.pattern, name),
                                         query.substr(std::min<std::size_t>(1, query.size()))}) {
          if (typed.size() < 2) continue;
          for (auto at = body.find(typed); at != std::string::npos; at = body.find(typed))
            body.erase(at, typed.size());
        }
        const bool says_back = has(target, "secret.example");
        if (!says_back) CHECK_FALSE(has(body, "secret.example"));
        CHECK_FALSE(has(body, "mx.secret.example has"));
        CHECK_FALSE(has(body, "certificate of mx.secret.example"));
        CHECK_FALSE(has(body, "hidden-mark"));  // nobody types it
      }
  CHECK(went > 100);
}

TEST_CASE("who sees no domain at all sees nothing") {
  TwoOwners dashboard;
  dashboard.viewer.domains.emplace();
  const std::string page = dashboard.get("/").body;
  CHECK_FALSE(has(page, "secret.example"));
  CHECK_FALSE(has(page, ">example.org</a>"));
  CHECK_FALSE(has(dashboard.get("/problems?state=all").body, "example.org"));
}

TEST_CASE("who may change nothing changes nothing") {
  TwoOwners dashboard;
  dashboard.viewer = {.name = "reader", .may_change = false};
  const std::string path = "/problems/" + dashboard.problem_ids.front();
  CHECK_FALSE(has(dashboard.get(path).body, "/mute\""));
  for (const Route& route : routes())
    if (route.method == "POST" &&
        (route.access == Access::changers || route.access == Access::operators)) {
      CAPTURE(route.pattern);
      CHECK(dashboard.post(path_with(route.pattern, dashboard.problem_ids.front()), "").status ==
            403);
    }
}

}  // namespace
}  // namespace tlsward
