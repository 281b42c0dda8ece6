// Tests analyzer/live_view.h, and what a digest makes of it.
#include "analyzer/live_view.h"

#include "analyzer/digest.h"
#include "analyzer/digest_text.h"
#include "analyzer/finding_kinds.h"
#include "analyzer/hosted_policy.h"
#include "analyzer/stored_findings.h"
#include "schema/looks.h"
#include "schema/problems.h"
#include "tests/support/digests.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace tlsward {
namespace {

using std::chrono::days;
using std::chrono::hours;
using tests::kDay;
using tests::line;
using tests::make_failing_report;
using tests::make_report;
using tests::put;

const Domain kDomain("example.com");
const Domain kMx("mx1.example.com");
const Timestamp kLooked = kDay + days(1) + hours(13);

Finding found(std::string_view key, std::string subject, std::string evidence = "") {
  Finding finding = make_finding(key, evidence);
  finding.subject = std::move(subject);
  finding.values = {{"days", "9"},   {"begins", "2019-10-01"}, {"ends", "2020-01-01"},
                    {"host", "mx1"}, {"names", "a.example"},   {"issuer", "CN = CA"}};
  return finding;
}

KeptLook look_of(std::vector<Finding> findings, std::vector<Domain> mx_hosts = {kMx}) {
  return {.time = kLooked, .findings = std::move(findings), .mx_hosts = std::move(mx_hosts)};
}

TEST_CASE("what a look tells of a cause, row by row") {
  const CauseKey expired{kDomain, "certificate-expired", kMx};
  const CauseKey general{kDomain, "validation-failure", kMx};
  const CauseKey uncovered{kDomain, "mx-not-in-policy", kMx};
  const CauseKey unfetched{kDomain, "sts-policy-fetch-error", Domain("mta-sts.example.com")};
  const std::vector<std::string> failure = {"validation-failure"};
  const std::string here = "mx1.example.com (192.0.2.7)";
  struct Row {
    const char* what;
    CauseKey cause;
    std::vector<std::string> types;
    KeptLook look;
    LiveState state;
    std::size_t findings;
  };
  const std::vector<Row> rows = {
      {"the same at the host",
       expired,
       {"certificate-expired"},
       look_of({found("mx-certificate-expired", here)}),
       LiveState::confirmed,
       1},
      {"the same, told by another type", expired, failure,
       look_of({found("mx-certificate-expired", here)}), LiveState::confirmed, 1},
      {"the same at another host",
       expired,
       {"certificate-expired"},
       look_of({found("mx-certificate-expired", "mx2.example.com (192.0.2.8)")}),
       LiveState::clear,
       0},
      {"soon, and not yet",
       expired,
       {"certificate-expired"},
       look_of({found("mx-certificate-ends", here, "2020-03-01")}),
       LiveState::clear,
       0},
      {"another fault at the host",
       expired,
       {"certificate-expired"},
       look_of({found("mx-certificate-name", here)}),
       LiveState::otherwise,
       1},
      {"what only somebody's word is", general, failure, look_of({found("dane-no-match", here)}),
       LiveState::confirmed, 1},
      {"an MX that the policy does not name", uncovered, failure,
       look_of({found("mx-not-in-policy", "mx1.example.com", "mx2.example.com")}),
       LiveState::confirmed, 1},
      {"none of the MX hosts is named", uncovered, failure,
       look_of({found("mx-none-in-policy", "example.com")}), LiveState::confirmed, 1},
      {"the host is none now",
       expired,
       {"certificate-expired"},
       look_of({}, {Domain("mx9.example.com")}),
       LiveState::gone,
       0},
      {"nobody knows the hosts",
       expired,
       {"certificate-expired"},
       look_of({}, {}),
       LiveState::clear,
       0},
      {"port 25 is closed from here",
       expired,
       {"certificate-expired"},
       look_of({found("smtp-port-closed", "example.com")}),
       LiveState::untested,
       1},
      {"the policy's host answers 404",
       unfetched,
       {"sts-policy-fetch-error"},
       look_of({found("policy-not-found", "mta-sts.example.com (192.0.2.9)")}),
       LiveState::confirmed,
       1},
      {"the policy is fetched, and its certificate is wrong",
       unfetched,
       {"sts-policy-fetch-error"},
       look_of({found("policy-max-age", "example.com")}),
       LiveState::otherwise,
       1},
      {"the policy's host could not be looked at",
       unfetched,
       {"sts-policy-fetch-error"},
       look_of({found("policy-host-unknown", "mta-sts.example.com")}),
       LiveState::untested,
       1},
      {"DNS did not answer for the domain",
       expired,
       {"certificate-expired"},
       look_of({found("mx-unknown", "example.com")}, {}),
       LiveState::untested,
       1},
      {"nothing is wrong", unfetched, {"sts-policy-fetch-error"}, look_of({}), LiveState::clear, 0},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    const LiveView view = live_view(row.cause, row.types, row.look);
    CHECK(name(view.state) == name(row.state));
    CHECK(view.findings.size() == row.findings);
    CHECK(view.time == kLooked);
  }
}

CertificateSighting shown(const char* address, const char* sha256, Day first, Day last) {
  return {.host = kMx,
          .address = address,
          .sha256 = sha256,
          .not_before = {},
          .not_after = {},
          .first = first + hours(13),
          .last = last + hours(13)};
}

TEST_CASE("a certificate that was replaced when failures began is told of") {
  const std::vector<CertificateSighting> sightings = {
      shown("192.0.2.7", "aa", kDay - days(30), kDay - days(1)),
      shown("2001:db8::7", "cc", kDay - days(30), kDay), shown("192.0.2.7", "bb", kDay, kDay)};
  const auto change = change_around(sightings, kDay);
  REQUIRE(change);
  CHECK(change->address == "192.0.2.7");
  CHECK(change->before == kDay - days(1) + hours(13));
  CHECK(change->after == kDay + hours(13));
  CHECK_FALSE(change_around(sightings, kDay - days(5)));
  CHECK_FALSE(change_around(sightings, kDay + days(5)));
  CHECK_FALSE(change_around({}, kDay));
}

void keep(Store& store, const std::vector<Finding>& findings, Timestamp when = kLooked,
          PolicyMode mode = PolicyMode::enforce) {
  store.transact([&] {
    store.looks().add({.domain = kDomain, .time = when, .findings = stored(findings)});
    store.looks().note(
        SetUp{.domain = kDomain,
              .id = "1",
              .policy = policy_text({.mode = mode, .mx = {kMx.text()}, .max_age = 604'800}),
              .mx_hosts = {kMx},
              .first = when,
              .last = when});
  });
}

Report failing(const char* reporter, const char* mode, std::int64_t failed = 20) {
  Report report = make_failing_report(reporter, "example.com", kDay, "certificate-expired", failed);
  report.policies[0].policy_string = {"version: STSv1", mode};
  report.policies[0].failure_details[0].receiving_mx_hostname = kMx;
  return report;
}

const std::vector<Finding> kExpired = {
    found("mx-certificate-expired", "mx1.example.com (192.0.2.7)", "2020-01-01")};

TEST_CASE("a stranger's report needs action once our own look shows the same") {
  for (const bool seen : {false, true}) {
    CAPTURE(seen);
    const auto store = open_store(":memory:", Commits::each);
    put(*store, failing("a.example", "mode: enforce"), Trust::unauthenticated);
    if (seen) keep(*store, kExpired);
    const Digest digest = make_digest(*store, kDay, {});
    const DigestProblem& problem = line(digest, "example.com").problems.at(0);
    CHECK(problem.verdict == (seen ? Verdict::action : Verdict::watch));
    CHECK(problem.is_proven() == seen);
    CHECK(problem.diagnosis.side == (seen ? Side::you : Side::unknown));
    CHECK(problem.now.has_value() == seen);
  }
}

TEST_CASE("a stranger's word of refused mail is held against the policy that we see") {
  const auto store = open_store(":memory:", Commits::each);
  put(*store, failing("a.example", "mode: enforce", 1), Trust::unauthenticated);
  keep(*store, kExpired, kLooked, PolicyMode::testing);
  CHECK(line(make_digest(*store, kDay, {}), "example.com").problems.at(0).verdict ==
        Verdict::watch);
}

TEST_CASE("an oddity, and the policy's past, make no stranger's word a proof") {
  for (const char* const key : {"drift-id-not-changed", "policy-slow"}) {
    CAPTURE(key);
    const auto store = open_store(":memory:", Commits::each);
    Report report = failing("a.example", "mode: enforce");
    report.policies[0].failure_details[0].result_type =
        key == std::string_view("policy-slow") ? "sts-policy-fetch-error" : "validation-failure";
    put(*store, report, Trust::unauthenticated);
    Finding finding = found(key, "example.com");
    for (const char* const name : {"since", "until", "record", "count", "seconds", "time"})
      finding.values.emplace_back(name, "1");
    keep(*store, {finding});
    CHECK(line(make_digest(*store, kDay, {}), "example.com").problems.at(0).verdict ==
          Verdict::watch);
  }
}

TEST_CASE("clean reports of strangers take nothing from what we see, nor from what is proven") {
  for (const bool seen : {false, true}) {
    CAPTURE(seen);
    const auto store = open_store(":memory:", Commits::each);
    for (const char* const who : {"google.example", "b.example"})
      put(*store, failing(who, "mode: testing", 60), Trust::verified);
    put(*store, make_report("c.example", "example.com", kDay, 1'000'000'000),
        Trust::unauthenticated);
    if (seen) keep(*store, kExpired);
    CHECK(line(make_digest(*store, kDay, {}), "example.com").problems.at(0).verdict ==
          Verdict::action);
  }
}

TEST_CASE("one reporter's failures of delivered mail need action once we see the fault, too") {
  struct {
    bool seen;
    std::int64_t failed;
    Verdict want;
  } const rows[] = {
      {false, 20, Verdict::watch}, {true, 20, Verdict::action}, {true, 4, Verdict::watch}};
  for (const auto& row : rows) {
    CAPTURE(row.seen);
    CAPTURE(row.failed);
    const auto store = open_store(":memory:", Commits::each);
    put(*store, failing("google.example", "mode: testing", row.failed), Trust::verified);
    if (row.seen) keep(*store, kExpired);
    CHECK(line(make_digest(*store, kDay, {}), "example.com").problems.at(0).verdict == row.want);
  }
}

TEST_CASE("the digest says what we see, and begins with what to do about it") {
  const auto store = open_store(":memory:", Commits::each);
  put(*store, failing("google.example", "mode: enforce"), Trust::verified);
  keep(*store, kExpired);
  const Digest digest = make_digest(*store, kDay, {});
  const DigestProblem& problem = line(digest, "example.com").problems.at(0);
  CHECK(problem.advice.steps.size() > 1);
  const std::string text = digest_text(digest, {});
  CHECK(text.find("We see it too (") != std::string::npos);
  const auto json = to_json(digest)["domains"][0]["problems"][0]["now"];
  CHECK(json["state"] == "confirmed");
  CHECK(json["findings"][0]["id"] == "TL-11");
}

TEST_CASE("only a look of the last two days before the digest tells anything") {
  struct {
    Timestamp when;
    bool told;
  } const rows[] = {{kLooked, true},
                    {kLooked - hours(40), true},
                    {kLooked - hours(60), false},
                    {digest_time(kDay) + days(2), false}};
  for (const auto& row : rows) {
    const auto store = open_store(":memory:", Commits::each);
    put(*store, failing("google.example", "mode: enforce"), Trust::verified);
    keep(*store, kExpired, row.when);
    const Digest digest = make_digest(*store, kDay, {});
    CHECK(line(digest, "example.com").problems.at(0).now.has_value() == row.told);
  }
}

TEST_CASE("a muted problem hides no other fault that we see at its host") {
  const auto store = open_store(":memory:", Commits::each);
  put(*store, failing("google.example", "mode: enforce"), Trust::verified);
  keep(*store, {found("starttls-no-tls", "mx1.example.com (192.0.2.7)")});
  const Digest before = make_digest(*store, kDay, {});
  const std::string id = line(before, "example.com").problems.at(0).ids.at(0);
  CHECK(line(before, "example.com").seen.empty());
  store->transact([&] {
    store->problems().mute(
        {.problem = id, .since = kDay, .until = kDay + days(30), .reason = "known", .size = 20});
  });
  const Digest digest = make_digest(*store, kDay, {});
  REQUIRE(line(digest, "example.com").muted.size() == 1);
  CHECK(line(digest, "example.com").seen.size() == 1);
  CHECK(line(digest, "example.com").verdict == Verdict::watch);
}

TEST_CASE("what no report tells of is told, and is worth WATCH where it presses") {
  struct {
    Finding finding;
    Verdict want;
    bool told;
  } const rows[] = {
      {found("mx-certificate-expired", "mx1.example.com (192.0.2.7)"), Verdict::watch, true},
      {found("policy-content-type", "mta-sts.example.com (192.0.2.9)"), Verdict::ok, true},
      {found("mx-certificate-ends", "mx1.example.com (192.0.2.7)",
             format_day(std::chrono::floor<days>(kLooked) + days(20))),
       Verdict::ok, true},
      {found("mx-certificate-ends", "mx1.example.com (192.0.2.7)",
             format_day(std::chrono::floor<days>(kLooked) + days(5))),
       Verdict::watch, true},
      {found("policy-testing-blind", "mta-sts.example.com"), Verdict::ok, false},
      {found("mx-null", "example.com"), Verdict::ok, false},
  };
  for (const auto& row : rows) {
    CAPTURE(row.finding.key);
    CAPTURE(row.finding.evidence);
    const auto store = open_store(":memory:", Commits::each);
    put(*store, make_report("google.example", "example.com", kDay, 60), Trust::verified);
    keep(*store, {row.finding});
    const Digest digest = make_digest(*store, kDay, {});
    CHECK(line(digest, "example.com").verdict == row.want);
    CHECK(line(digest, "example.com").seen.size() == (row.told ? 1 : 0));
    const bool told =
        digest_text(digest, {}).find("SEEN BY OUR OWN LOOK, NOT IN REPORTS") != std::string::npos;
    CHECK(told == row.told);
  }
}

}  // namespace
}  // namespace tlsward
