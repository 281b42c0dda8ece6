// Tests analyzer/readiness.h from reports and looks in a Store: what counts, what would be lost,
// and since when.
#include "analyzer/hosted_policy.h"
#include "analyzer/problem.h"
#include "analyzer/readiness.h"
#include "analyzer/stored_findings.h"
#include "schema/looks.h"
#include "schema/problems.h"
#include "tests/support/filled_store.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace tlsward {
namespace {

using std::chrono::days;
using std::chrono::hours;
using tests::make_failing_report;
using tests::make_report;
using tests::put;

const Domain kDomain("example.com");
const Day kToday = parse_day("2026-11-24").value();
const Timestamp kNow = kToday + hours(13);

const std::string kTesting =
    policy_text({.mode = PolicyMode::testing, .mx = {"mx1.example.com"}, .max_age = 604'800});

void serve_since(Store& store, const std::string& text, int days_ago) {
  store.transact([&] {
    for (const Timestamp when : {kNow - days(days_ago), kNow - hours(1)})
      store.looks().note(SetUp{.domain = kDomain,
                               .id = "1",
                               .policy = text,
                               .mx_hosts = {Domain("mx1.example.com")},
                               .first = when,
                               .last = when});
    store.looks().add({.domain = kDomain, .time = kNow - hours(1), .findings = stored({})});
  });
}

void put_under(Store& store, Report report, const std::string& mode) {
  report.policies[0].policy_type = "sts";
  report.policies[0].policy_string = {"version: STSv1", "mode: " + mode, "mx: mx1.example.com",
                                      "max_age: 604800"};
  put(store, report, Trust::verified);
}

TEST_CASE("only proven reports under the present text count") {
  const auto store = open_store(":memory:", Commits::each);
  serve_since(*store, kTesting, 20);
  for (const char* const who : {"a.example", "b.example", "c.example"})
    put_under(*store, make_report(who, "example.com", kToday - days(1), 60), "testing");
  put_under(*store, make_report("d.example", "example.com", kToday - days(1), 60), "none");
  Report forged = make_failing_report("e.example", "example.com", kToday - days(1),
                                      "certificate-expired", 1000);
  forged.policies[0].policy_string = {"mode: testing", "mx: mx1.example.com"};
  put(*store, forged, Trust::unauthenticated);
  const ReadinessFacts facts = readiness_facts(*store, kDomain, kNow);
  CHECK(facts.reporters.size() == 3);
  CHECK(facts.under_policy == 180);
  CHECK(facts.all_sessions == 240);
  CHECK(facts.losses.empty());
  CHECK(judge_readiness(facts).readiness == Readiness::ready);
}

TEST_CASE("who would lose mail is named, with no more than the report's total") {
  const auto store = open_store(":memory:", Commits::each);
  serve_since(*store, kTesting, 20);
  Report report =
      make_failing_report("a.example", "example.com", kToday - days(2), "certificate-expired", 5);
  report.policies[0].failure_details[0].receiving_mx_hostname = Domain("mx1.example.com");
  report.policies[0].failure_details.push_back(report.policies[0].failure_details[0]);
  report.policies[0].failure_details[1].result_type = "sts-policy-fetch-error";
  put_under(*store, report, "testing");
  const ReadinessFacts facts = readiness_facts(*store, kDomain, kNow);
  REQUIRE(facts.losses.size() == 1);
  CHECK(facts.losses[0].sessions == 5);
  CHECK(facts.losses[0].host == Domain("mx1.example.com"));
  CHECK(facts.losses[0].cause == "certificate-expired");
  CHECK(facts.not_blocking == 5);
  const ReadinessJudgement judgement = judge_readiness(facts);
  CHECK(judgement.readiness == Readiness::not_ready);
  for (const Language& language : languages()) {
    const std::string text = readiness_text(facts, judgement, {}, language);
    CHECK(text.find("mx1.example.com, certificate-expired") != std::string::npos);
    CHECK(text.find('{') == std::string::npos);
  }
  CHECK(readiness_json(facts, judgement)["losses"][0]["sessions"] == 5);
}

TEST_CASE("failures that no detail explains would be refused, too") {
  const auto store = open_store(":memory:", Commits::each);
  serve_since(*store, kTesting, 20);
  Report report = make_report("a.example", "example.com", kToday - days(1), 60);
  report.policies[0].summary.total_failure_session_count = 40;
  put_under(*store, report, "testing");
  const ReadinessFacts facts = readiness_facts(*store, kDomain, kNow);
  REQUIRE(facts.losses.size() == 1);
  CHECK(facts.losses[0].cause == kUnexplained);
  CHECK(facts.losses[0].sessions == 40);
  CHECK(judge_readiness(facts).would_be_refused == 40);
}

TEST_CASE("names below one domain are one reporter, and newcomers open nothing") {
  const auto store = open_store(":memory:", Commits::each);
  serve_since(*store, kTesting, 20);
  for (const char* const who : {"a.evil.example", "b.evil.example", "c.evil.example"})
    put_under(*store, make_report(who, "example.com", kToday - days(1), 60), "testing");
  CHECK(readiness_facts(*store, kDomain, kNow).reporters.size() == 1);
  for (int back = 1; back <= 5; ++back)
    put_under(*store, make_report("known.example", "example.com", kToday - days(back), 60),
              "testing");
  put_under(*store,
            make_failing_report("d.evil.example", "example.com", kToday - days(1),
                                "certificate-expired", 9),
            "testing");
  const ReadinessFacts facts = readiness_facts(*store, kDomain, kNow);
  REQUIRE(facts.reporters.size() == 1);
  CHECK(facts.reporters[0].reporter == "known.example");
  CHECK(facts.by_newcomers == 9);
  CHECK(facts.losses.empty());
}

TEST_CASE("a day on which the policy could not be fetched begins nothing anew") {
  const auto store = open_store(":memory:", Commits::each);
  serve_since(*store, kTesting, 20);
  store->transact([&] {
    for (const auto& [text, hours_ago] : {std::pair(std::string(), 40), std::pair(kTesting, 1)})
      store->looks().note(SetUp{.domain = kDomain,
                                .id = "1",
                                .policy = text,
                                .mx_hosts = {},
                                .first = kNow - hours(hours_ago),
                                .last = kNow - hours(hours_ago)});
  });
  CHECK(readiness_facts(*store, kDomain, kNow).since == kNow - days(20));
}

TEST_CASE("a muted problem's failures are acknowledged, until the mute ends") {
  for (const int days_left : {3, -1}) {
    CAPTURE(days_left);
    const auto store = open_store(":memory:", Commits::each);
    serve_since(*store, kTesting, 20);
    Report report =
        make_failing_report("a.example", "example.com", kToday - days(2), "certificate-expired", 5);
    put_under(*store, report, "testing");
    std::string id;
    store->reports().each_failure({.lines = {kDomain}}, [&](const Failure& failure) {
      id = problem_id(key_of(failure), store->hash_key());
    });
    store->transact([&] {
      store->problems().mute({.problem = id,
                              .since = kToday - days(2),
                              .until = kToday + days(days_left),
                              .reason = "an old relay",
                              .size = 5});
    });
    const ReadinessFacts facts = readiness_facts(*store, kDomain, kNow);
    REQUIRE(facts.losses.size() == 1);
    CHECK(facts.losses[0].acknowledged.has_value() == (days_left > 0));
  }
}

TEST_CASE("without a look, and without a policy") {
  const auto store = open_store(":memory:", Commits::each);
  CHECK(judge_readiness(readiness_facts(*store, kDomain, kNow)).readiness == Readiness::no_policy);
  serve_since(*store, kTesting, 20);
  CHECK_FALSE(readiness_facts(*store, kDomain, kNow + days(3)).look);
}

}  // namespace
}  // namespace tlsward
