// Tests analyzer/readiness.h: each gate alone, and that nothing bad makes it better. The way from a
// Store is in readiness_facts_test.cpp.
#include "analyzer/readiness.h"

#include "analyzer/finding_kinds.h"
#include "analyzer/hosted_policy.h"
#include "schema/looks.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

namespace tlsward {
namespace {

using std::chrono::days;
using std::chrono::hours;

const Domain kDomain("example.com");
const Day kToday = parse_day("2026-11-24").value();
const Timestamp kNow = kToday + hours(13);

ReadinessReporter reporter(const std::string& name, std::int64_t successful,
                           std::int64_t refused = 0, int days_ago = 1) {
  return {.reporter = name,
          .organization_name = name,
          .successful = successful,
          .refused = refused,
          .newest = kToday - days(days_ago)};
}

Loss loss(const std::string& name, std::int64_t sessions, int days_ago) {
  return {.reporter = name,
          .organization_name = name,
          .host = Domain("mx1.example.com"),
          .result_type = "certificate-expired",
          .cause = "certificate-expired",
          .sessions = sessions,
          .last = kToday - days(days_ago)};
}

// All gates are open.
ReadinessFacts good_facts() {
  ReadinessFacts facts;
  facts.domain = kDomain;
  facts.now = kNow;
  facts.look = KeptLook{.time = kNow - hours(1), .findings = {}, .mx_hosts = {}};
  facts.mode = PolicyMode::testing;
  facts.since = kNow - days(20);
  facts.reporters = {reporter("a.example", 50), reporter("b.example", 40),
                     reporter("c.example", 30)};
  facts.under_policy = 120;
  facts.all_sessions = 120;
  return facts;
}

Finding weighed(std::string_view key, Severity severity, std::string_view evidence = {}) {
  Finding finding = make_finding(key, evidence);
  finding.severity = severity;
  return finding;
}

using Gates = std::vector<std::string>;

Gates gates_of(const ReadinessFacts& facts) {
  Gates gates;
  for (const ReadinessGate& gate : judge_readiness(facts).gates)
    if (gate.key != "seen-share") gates.push_back(gate.key);
  return gates;
}

TEST_CASE("each gate alone keeps a policy from enforce, or is a note") {
  struct Row {
    const char* what;
    void (*change)(ReadinessFacts& facts);
    Readiness want;
    Gates gates;
  };
  const Row rows[] = {
      {"nothing", [](ReadinessFacts&) {}, Readiness::ready, {}},
      {"no policy", [](ReadinessFacts& facts) { facts.mode.reset(); }, Readiness::no_policy, {}},
      {"mode none",
       [](ReadinessFacts& facts) { facts.mode = PolicyMode::none; },
       Readiness::no_policy,
       {}},
      {"mode enforce",
       [](ReadinessFacts& facts) { facts.mode = PolicyMode::enforce; },
       Readiness::enforced,
       {}},
      {"nobody looked",
       [](ReadinessFacts& facts) { facts.look.reset(); },
       Readiness::not_ready,
       {"no-look"}},
      {"a certificate is wrong, which testing tells as a warning",
       [](ReadinessFacts& facts) {
         facts.look->findings = {weighed("mx-certificate-expired", Severity::warn)};
       },
       Readiness::not_ready,
       {"faults"}},
      {"some senders do not read the policy",
       [](ReadinessFacts& facts) {
         facts.look->findings = {weighed("policy-content-type", Severity::risk)};
       },
       Readiness::not_ready,
       {"faults"}},
      {"a certificate ends in 13 days",
       [](ReadinessFacts& facts) {
         facts.certificate = CertificateSighting{.not_after = kNow + days(13)};
       },
       Readiness::not_ready,
       {"certificate"}},
      {"a certificate ends in 20 days",
       [](ReadinessFacts& facts) {
         facts.certificate = CertificateSighting{.not_after = kNow + days(20)};
       },
       Readiness::ready,
       {}},
      {"there is no TLSRPT record",
       [](ReadinessFacts& facts) {
         facts.look->findings = {weighed("tlsrpt-absent", Severity::warn)};
       },
       Readiness::not_ready,
       {"faults"}},
      {"DNS does not answer for the record",
       [](ReadinessFacts& facts) {
         facts.look->findings = {weighed("sts-unknown", Severity::untested)};
       },
       Readiness::not_ready,
       {"faults", "untested"}},
      {"a file that is no policy",
       [](ReadinessFacts& facts) {
         facts.mode.reset();
         facts.look->findings = {weighed("policy-no-mode", Severity::fail)};
       },
       Readiness::not_ready,
       {"faults"}},
      {"only newcomers tell of failures",
       [](ReadinessFacts& facts) { facts.by_newcomers = 7; },
       Readiness::ready_with_notes,
       {"newcomers"}},
      {"the id did not go with the text",
       [](ReadinessFacts& facts) {
         facts.look->findings = {weighed("drift-id-not-changed", Severity::fail)};
       },
       Readiness::not_ready,
       {"faults"}},
      {"it tests for long, and one sender is behind",
       [](ReadinessFacts& facts) {
         facts.look->findings = {weighed("drift-testing-long", Severity::warn),
                                 weighed("drift-sender-behind", Severity::warn)};
       },
       Readiness::ready,
       {}},
      {"port 25 is closed from here",
       [](ReadinessFacts& facts) {
         facts.look->findings = {weighed("smtp-port-closed", Severity::untested)};
       },
       Readiness::ready_with_notes,
       {"untested"}},
      {"the text is a week old",
       [](ReadinessFacts& facts) { facts.since = kNow - days(7); },
       Readiness::not_enough_data,
       {"few-days"}},
      {"two reporters",
       [](ReadinessFacts& facts) {
         facts.reporters = {reporter("a.example", 100), reporter("b.example", 20)};
       },
       Readiness::not_enough_data,
       {"few-reporters"}},
      {"few sessions",
       [](ReadinessFacts& facts) {
         facts.reporters = {reporter("a.example", 1), reporter("b.example", 1),
                            reporter("c.example", 97)};
       },
       Readiness::not_enough_data,
       {"few-sessions"}},
      {"nothing new for four days",
       [](ReadinessFacts& facts) {
         for (ReadinessReporter& each : facts.reporters)
           each.newest = kToday - days(4);
       },
       Readiness::not_enough_data,
       {"few-news"}},
      {"refused in the last week",
       [](ReadinessFacts& facts) {
         facts.losses = {loss("a.example", 2, 6)};
         facts.reporters[0].refused = 2;
       },
       Readiness::not_ready,
       {"refused", "mixed"}},
      {"refused before the last week",
       [](ReadinessFacts& facts) {
         facts.losses = {loss("a.example", 2, 8)};
         facts.reporters[0].refused = 2;
       },
       Readiness::ready_with_notes,
       {"mixed"}},
      {"refused, and somebody knows why",
       [](ReadinessFacts& facts) {
         facts.losses = {loss("a.example", 2, 1)};
         facts.losses[0].acknowledged = "an old relay";
         facts.reporters[0].refused = 2;
       },
       Readiness::ready_with_notes,
       {"mixed", "acknowledged"}},
      {"somebody has only failures",
       [](ReadinessFacts& facts) {
         facts.losses = {loss("d.example", 2, 9)};
         facts.reporters.push_back(reporter("d.example", 0, 2, 9));
       },
       Readiness::not_ready,
       {"lost"}},
      {"the policy could not be fetched",
       [](ReadinessFacts& facts) { facts.not_blocking = 3; },
       Readiness::ready_with_notes,
       {"not-blocking"}},
      {"DANE refuses today",
       [](ReadinessFacts& facts) { facts.by_dane = 3; },
       Readiness::ready_with_notes,
       {"by-dane"}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    ReadinessFacts facts = good_facts();
    row.change(facts);
    CHECK(name(judge_readiness(facts).readiness) == name(row.want));
    CHECK(gates_of(facts) == row.gates);
  }
}

ReadinessFacts random_facts(std::mt19937& random) {
  ReadinessFacts facts = good_facts();
  facts.since = kNow - days(random() % 30);
  facts.reporters.clear();
  for (unsigned i = 0; i < random() % 5; ++i) {
    const std::string name = std::string(1, static_cast<char>('a' + i)) + ".example";
    facts.reporters.push_back(reporter(name, random() % 80, 0, static_cast<int>(random() % 6)));
    if (random() % 3 != 0) continue;
    facts.losses.push_back(loss(name, 1 + random() % 9, static_cast<int>(random() % 14)));
    facts.reporters.back().refused = facts.losses.back().sessions;
  }
  return facts;
}

TEST_CASE("one more failure never makes it readier, one more success never less ready") {
  std::mt19937 random(7);  // NOLINT(bugprone-random-generator-seed): the same each time
  for (int round = 0; round < 2000; ++round) {
    const ReadinessFacts facts = random_facts(random);
    const Readiness before = judge_readiness(facts).readiness;
    ReadinessFacts worse = facts;
    worse.losses.push_back(loss("a.example", 1, static_cast<int>(random() % 14)));
    if (worse.reporters.empty()) worse.reporters.push_back(reporter("a.example", 0));
    worse.reporters.front().refused += 1;
    CHECK(judge_readiness(worse).readiness <= before);
    ReadinessFacts better = facts;
    if (better.reporters.empty()) better.reporters.push_back(reporter("a.example", 0));
    better.reporters.front().successful += 1 + random() % 100;
    better.reporters.front().newest =
        std::max(better.reporters.front().newest, kToday - days(random() % 5));
    // One who had failures only, and now has both, is a note and no obstacle.
    CHECK(judge_readiness(better).readiness >= before);
  }
}

}  // namespace
}  // namespace tlsward
