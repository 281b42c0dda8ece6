// Tests analyzer/gather_problems.cpp: from stored reports to problems.
#include "analyzer/gather_problems.h"

#include "schema/problems.h"
#include "tests/support/filled_store.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace tlsward {
namespace {

using std::chrono::days;
using tests::make_failing_report;
using tests::make_report;
using tests::put;

const Day kDay = *parse_day("2026-11-23");

std::unique_ptr<Store> empty_store() {
  return open_store(":memory:", Commits::each);
}

std::vector<Problem> problems_of(Store& store, Day day = kDay, const Filter& filter = {}) {
  return read_problems(store, filter, day).problems;
}

TEST_CASE("failures of many days and reporters are one problem, with who saw it and when") {
  const auto store = empty_store();
  Report first = make_failing_report("google.example", "example.com", kDay - days(3),
                                     "certificate-expired", 10);
  first.policies[0].failure_details[0].receiving_ip = "192.0.2.25";
  put(*store, first, Trust::verified);
  put(*store, make_report("google.example", "example.com", kDay - days(2), 50), Trust::verified);
  put(*store, make_failing_report("google.example", "example.com", kDay, "certificate-expired", 4),
      Trust::verified);
  put(*store, make_failing_report("b.example", "example.com", kDay, "certificate-expired", 2));
  put(*store, make_report("c.example", "example.com", kDay - days(1), 9));

  const auto problems = problems_of(*store);
  REQUIRE(problems.size() == 1);
  const Problem& problem = problems[0];
  CHECK(problem.key.result_type == "certificate-expired");
  CHECK(problem.key.policy_type == "sts");
  CHECK(problem.key.host == Domain("mx.example.com"));
  CHECK(problem.first_seen == kDay - days(3));
  CHECK(problem.last_seen == kDay);
  CHECK(problem.failed == 16);
  CHECK(problem.size == 16);
  CHECK(problem.trust == Trust::verified);
  CHECK(problem.effect == Effect::refused_by_policy);
  CHECK(problem.days ==
        std::vector<ReportDay>{{kDay - days(3), 10}, {kDay - days(2), 0}, {kDay, 6}});
  CHECK(problem.sending_networks == std::vector<std::string>{"192.0.2.0/24"});
  CHECK(problem.receiving_ips == std::vector<std::string>{"192.0.2.25"});
  REQUIRE(problem.witnesses.size() == 2);
  CHECK(problem.witnesses[0].who.organization_name == "google.example");
  CHECK(problem.witnesses[0].who.failed == 14);
  CHECK(problem.witnesses[1].days == std::vector<ReportDay>{{kDay, 2}});
  CHECK(problem.life.since == kDay - days(3));
}

TEST_CASE("any past day can be asked about, and late reports change it") {
  const auto store = empty_store();
  for (int back = 5; back >= 0; --back)
    put(*store, back > 3 ? make_failing_report("a.example", "example.com", kDay - days(back),
                                               "tlsa-invalid", 10)
                         : make_report("a.example", "example.com", kDay - days(back), 10));
  const auto state = [&](int back) {
    const auto problems = problems_of(*store, kDay - days(back));
    return problems.empty() ? "none" : std::string(name(problems[0].life.state));
  };
  CHECK(state(6) == "none");
  CHECK(state(5) == "opened");
  CHECK(state(4) == "ongoing");
  CHECK(state(3) == "shrinking");
  CHECK(state(2) == "resolved");
  CHECK(state(0) == "resolved");
  put(*store,
      make_failing_report("microsoft.example", "example.com", kDay - days(1), "tlsa-invalid", 3),
      Trust::vouched, std::chrono::hours(24 * 20));
  CHECK(state(2) == "resolved");
  CHECK(state(1) == "came-back");
  CHECK(state(-84) == "came-back");
  CHECK(state(-89) == "none");
}

TEST_CASE("failures that no detail explains are a problem of their own") {
  const auto store = empty_store();
  Report report = make_failing_report("halon.example", "example.com", kDay, "tlsa-invalid", 4);
  report.policies[0].summary.total_failure_session_count = 10;
  put(*store, report);
  const auto problems = problems_of(*store);
  REQUIRE(problems.size() == 2);
  CHECK(problems[0].key.result_type.empty());
  CHECK(problems[0].failed == 6);
  CHECK(problems[1].failed == 4);
  const auto only = problems_of(*store, kDay, {.result_type = "tlsa-invalid"});
  REQUIRE(only.size() == 1);
  CHECK(only[0].failed == 4);
}

TEST_CASE("only failing lines are read, also that of reports that name no domain") {
  const auto store = empty_store();
  put(*store, make_report("a.example", "example.com", kDay, 4));
  CHECK(problems_of(*store).empty());
  put(*store, make_failing_report("a.example", "example.net", kDay, "tlsa-invalid", 4));
  CHECK(problems_of(*store).size() == 1);
  put(*store, make_failing_report("a.example", "", kDay, "tlsa-invalid", 5));
  CHECK(problems_of(*store).size() == 2);
}

TEST_CASE("a filter chooses problems and takes nothing from them") {
  const auto store = empty_store();
  put(*store, make_failing_report("a.example", "example.com", kDay, "tlsa-invalid", 4));
  put(*store, make_failing_report("b.example", "example.com", kDay, "tlsa-invalid", 5));
  put(*store, make_failing_report("c.example", "example.net", kDay, "certificate-expired", 6));
  struct {
    Filter filter;
    std::vector<std::int64_t> want;  // failed
  } const cases[] = {
      {{}, {9, 6}},
      {{.domains = {Domain("example.net")}}, {6}},
      {{.reporter = "A.example"}, {9}},
      {{.result_type = "certificate-expired"}, {6}},
      {{.policy_type = "tlsa"}, {}},
      {{.mx = "mx.example.com"}, {9}},
      {{.ip = "192.0.2.7"}, {9, 6}},
      {{.ip = "192.0.2.8"}, {}},
  };
  for (const auto& test : cases) {
    std::vector<std::int64_t> failed;
    for (const Problem& problem : problems_of(*store, kDay, test.filter))
      failed.push_back(problem.failed);
    CHECK(failed == test.want);
  }
}

TEST_CASE("what people decided counts from its day on, and open problems stand first") {
  const auto store = empty_store();
  for (int back = 1; back >= 0; --back) {
    put(*store,
        make_failing_report("a.example", "a.example.com", kDay - days(back), "tlsa-invalid", 30));
    put(*store,
        make_failing_report("a.example", "b.example.com", kDay - days(back), "tlsa-invalid", 20));
    put(*store,
        make_failing_report("a.example", "c.example.com", kDay - days(back), "tlsa-invalid", 10));
  }
  const auto before = problems_of(*store);
  REQUIRE(before.size() == 3);
  CHECK(before[0].id != before[1].id);
  store->transact([&] {
    store->problems().settle({before[0].id, kDay});
    store->problems().mute(
        {.problem = before[1].id, .since = kDay, .until = kDay + days(1), .size = 40});
  });
  const auto after = problems_of(*store);
  CHECK(after[0].id == before[2].id);
  CHECK(after[1].id == before[1].id);
  CHECK(after[1].mute);
  CHECK(after[1].is_open());
  CHECK(after[2].id == before[0].id);
  CHECK_FALSE(after[2].is_open());
  CHECK(problems_of(*store, kDay - days(1))[0].is_open());
  CHECK_FALSE(problems_of(*store, kDay + days(2))[1].mute);
}

TEST_CASE("a flood of strangers displaces nothing, and is counted all the same") {
  const auto store = empty_store();
  for (int n = 0; n < 3; ++n) {
    Report report = make_report(std::to_string(n) + ".example", "example.com", kDay, 0);
    report.policies.resize(1'000, report.policies[0]);
    for (Policy& policy : report.policies) {
      const std::string made_up = std::to_string(n * 1'000 + (&policy - &report.policies[0]));
      policy.summary = {1, 1};
      policy.failure_details = {{.result_type = "new-" + made_up, .failed_session_count = 1}};
    }
    put(*store, report, Trust::unauthenticated);
  }
  put(*store, make_failing_report("a.example", "example.com", kDay - days(1), "tlsa-invalid", 7),
      Trust::verified);
  put(*store, make_failing_report("a.example", "example.com", kDay, "tlsa-invalid", 5),
      Trust::unauthenticated);
  put(*store, make_failing_report("b.example", "example.com", kDay, "tlsa-invalid", 9),
      Trust::unauthenticated);
  const ProblemList list = read_problems(*store, {}, kDay);
  CHECK(list.problems.size() == 2'001);
  CHECK(list.left_out == 3'000 - 2'000 + 5 + 9);
  CHECK(list.problems[0].trust == Trust::verified);
  CHECK(list.problems[0].failed == 7);
}

TEST_CASE("a stranger changes nothing in what a proven problem says") {
  const auto store = empty_store();
  Report proven = make_failing_report("a.example", "example.com", kDay, "tlsa-invalid", 7);
  proven.policies[0].policy_string = {"version: STSv1", "mode: testing"};
  proven.policies[0].failure_details[0].receiving_ip = "192.0.2.25";
  put(*store, proven, Trust::verified);
  const Problem before = problems_of(*store).at(0);
  CHECK(before.effect == Effect::tested);

  for (int n = 0; n < 25; ++n) {
    Report forged = make_failing_report("b.example", "example.com", kDay, "tlsa-invalid", 1'000);
    forged.report_id = std::to_string(n);
    forged.policies[0].failure_details[0].sending_mta_ip = "198.51." + std::to_string(n) + ".1";
    forged.policies[0].failure_details[0].receiving_ip = "203.0.113." + std::to_string(n);
    put(*store, forged, Trust::unauthenticated);
  }
  const auto problems = problems_of(*store);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].failed == 25'007);
  CHECK(problems[0].effect == Effect::tested);
  CHECK(problems[0].sending_networks == before.sending_networks);
  CHECK(problems[0].receiving_ips == before.receiving_ips);
}

}  // namespace
}  // namespace tlsward
