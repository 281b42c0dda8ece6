// Tests analyzer/alert_conditions.cpp: what reports raise, and what strangers cannot.
#include "analyzer/alert_conditions.h"

#include "analyzer/history.h"
#include "schema/problems.h"
#include "tests/support/digests.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tlsward {
namespace {

using std::chrono::days;
using tests::kDay;
using tests::make_failing_report;
using tests::make_report;
using tests::put;

// Reporters a and b have told of example.com for a week, and well.
struct World {
  World() {
    for (int day = -7; day < 0; ++day)
      for (const char* reporter : {"a.example", "b.example"})
        put(*store, make_report(reporter, "example.com", kDay + days(day), 90), Trust::verified);
  }

  void fail(const std::string& reporter, const std::string& type, std::int64_t failed,
            Trust trust = Trust::verified, const std::string& mode = "enforce", Day day = kDay) {
    Report report = make_failing_report(reporter, "example.com", day, type, failed);
    report.policies[0].policy_string = {"version: STSv1", "mode: " + mode};
    put(*store, report, trust);
  }

  std::vector<AlertCondition> find(Day yesterday = kDay) {
    digests = {make_digest(*store, yesterday, scope),
               make_digest(*store, yesterday - days(1), scope)};
    return find_conditions({.yesterday = digests.data(),
                            .before = digests.data() + 1,
                            .decided = decided,
                            .silent = {},
                            .hash_key = store->hash_key()},
                           {});
  }

  std::unique_ptr<Store> store = open_store(":memory:", Commits::each);
  DigestScope scope{.domains = {Domain("example.com")}, .mx_hosts = {}};
  std::vector<Digest> digests;
  Decided decided;
};

TEST_CASE("what raises an alert, and what is left to the digest") {
  struct {
    const char* what;
    const char* reporter;
    const char* type;
    std::int64_t failed;
    Trust trust;
    const char* mode;
    std::optional<AlertKind> kind;
  } const cases[] = {
      {"mail refused, told by one who is known", "a.example", "validation-failure", 1,
       Trust::verified, "enforce", AlertKind::refused},
      {"the same by anybody",
       "a.example",
       "validation-failure",
       9000,
       Trust::unauthenticated,
       "enforce",
       {}},
      {"the same by somebody never heard of",
       "new.example",
       "validation-failure",
       9000,
       Trust::verified,
       "enforce",
       {}},
      {"delivered, once, by one",
       "a.example",
       "validation-failure",
       40,
       Trust::verified,
       "testing",
       {}},
      {"a certificate that has expired, delivered", "a.example", "certificate-expired", 5,
       Trust::verified, "testing", AlertKind::own_fault},
      {"the same, of fewer sessions",
       "a.example",
       "certificate-expired",
       4,
       Trust::verified,
       "testing",
       {}},
      {"the same by anybody",
       "a.example",
       "certificate-expired",
       4000,
       Trust::unauthenticated,
       "testing",
       {}},
      {"the same by somebody never heard of",
       "new.example",
       "certificate-expired",
       50,
       Trust::verified,
       "testing",
       {}},
  };
  for (const auto& c : cases) {
    CAPTURE(c.what);
    World world;
    world.fail(c.reporter, c.type, c.failed, c.trust, c.mode);
    const auto conditions = world.find();
    REQUIRE(conditions.size() == 1);
    const bool raises = conditions.front().standing == AlertStanding::raises;
    CHECK(raises == c.kind.has_value());
    if (c.kind) CHECK(conditions.front().kind == *c.kind);
    // It never says more than the verdict.
    if (raises) CHECK(conditions.front().problem->is_proven());
  }
}

TEST_CASE_FIXTURE(World, "frequent failures that two see raise though mail was delivered") {
  fail("a.example", "starttls-not-supported", 40, Trust::verified, "testing");
  CHECK(find().front().standing == AlertStanding::lasts);
  fail("b.example", "starttls-not-supported", 40, Trust::verified, "testing");
  CHECK(find().front().standing == AlertStanding::raises);
  CHECK(find().front().kind == AlertKind::cause);
}

TEST_CASE_FIXTURE(World, "a flood of forged reports under many names raises nothing") {
  for (int i = 0; i < 200; ++i)
    fail("forged" + std::to_string(i) + ".example", "certificate-expired", 100'000,
         Trust::unauthenticated);
  for (const AlertCondition& condition : find())
    CHECK(condition.standing != AlertStanding::raises);
}

TEST_CASE_FIXTURE(World, "what is muted is quiet, and what is settled today is over") {
  fail("a.example", "certificate-expired", 50);
  const std::string id = find().front().problem->ids.front();
  decided.muted = {id};
  CHECK(find().front().standing == AlertStanding::quiet);
  decided = {.muted = {}, .settled = {id}};
  CHECK(find().front().standing == AlertStanding::over);
  decided = {};
  store->transact([&] {
    store->problems().mute({.problem = id, .since = kDay, .until = kDay + days(9), .size = 50});
  });
  REQUIRE(find().size() == 1);
  CHECK(find().front().standing == AlertStanding::quiet);
}

TEST_CASE_FIXTURE(World, "what is told of the day before raises until yesterday tells otherwise") {
  fail("a.example", "certificate-expired", 50);
  const std::string key = find().front().key;
  const auto conditions = find(kDay + days(1));
  REQUIRE(conditions.size() == 1);
  CHECK(conditions.front().standing == AlertStanding::raises);
  CHECK(conditions.front().day == kDay);
  CHECK(conditions.front().problem->group.failed == 50);
  CHECK(conditions.front().key == key);
  put(*store, make_report("a.example", "example.com", kDay + days(1), 90), Trust::verified);
  put(*store, make_report("a.example", "example.com", kDay + days(2), 90), Trust::verified);
  REQUIRE(find(kDay + days(2)).size() == 1);
  CHECK(find(kDay + days(2)).front().standing == AlertStanding::over);
}

TEST_CASE_FIXTURE(World, "what is over by proof is over, whatever strangers go on to tell") {
  fail("a.example", "certificate-expired", 50);
  for (int day = 1; day < 3; ++day) {
    put(*store, make_report("a.example", "example.com", kDay + days(day), 90), Trust::verified);
    fail("forged.example", "certificate-expired", 9000, Trust::unauthenticated, "enforce",
         kDay + days(day));
  }
  const auto conditions = find(kDay + days(2));
  REQUIRE(conditions.size() == 1);
  CHECK(conditions.front().standing == AlertStanding::over);
}

TEST_CASE_FIXTURE(World, "what fails among more hosts than are told apart is not over") {
  fail("a.example", "certificate-expired", 50);
  const std::string key = find().front().key;
  Report crowd =
      make_failing_report("b.example", "example.com", kDay + days(1), "certificate-expired", 1);
  Policy& policy = crowd.policies[0];
  policy.failure_details.resize(1100, policy.failure_details[0]);
  for (std::size_t i = 0; i < policy.failure_details.size(); ++i)
    policy.failure_details[i].receiving_mx_hostname =
        Domain("h" + std::to_string(i) + ".example.com");
  policy.summary.total_failure_session_count = 1100;
  put(*store, crowd, Trust::verified);
  fail("a.example", "certificate-expired", 1, Trust::verified, "enforce", kDay + days(1));
  const auto conditions = find(kDay + days(1));
  const auto found = std::ranges::find(conditions, key, &AlertCondition::key);
  REQUIRE(found != conditions.end());
  CHECK(found->standing == AlertStanding::quiet);
}

TEST_CASE_FIXTURE(World, "what no digest has any more is over where its domain has reports") {
  for (int day = 0; day < 4; ++day)
    put(*store, make_report("a.example", "example.com", kDay + days(day), 90), Trust::verified);
  const AlertThread thread{.domain = "example.com", .cause = "tlsa-invalid"};
  const Digest with = make_digest(*store, kDay + days(3), scope);
  CHECK(standing_of_absent(thread, with) == AlertStanding::over);
  const Digest without = make_digest(*store, kDay + days(4), scope);
  CHECK_FALSE(standing_of_absent(thread, without));
  CHECK_FALSE(standing_of_absent({.domain = "example.net", .cause = "tlsa-invalid"}, with));
}

TEST_CASE("who is watched is silent after three days, and nobody else") {
  const auto days_until = [](Day last) {
    std::vector<Day> all;
    for (Day day = last - days(20); day <= last; day += days(1))
      all.push_back(day);
    return all;
  };
  struct {
    const char* reporter;
    int last;  // days before
    bool proof;
    int lines;  // of which it is silent; -1: nothing is known
  } const cases[] = {
      {"google.com", 0, true, 0},        {"google.com", 2, true, 0},
      {"google.com", 3, true, 1},        {"google.com", 20, true, 1},
      {"google.com", 29, true, -1},      {"google.com", 3, false, -1},
      {"tls.microsoft.com", 4, true, 1}, {"example.net", 9, true, -1},
      {"notgoogle.com", 9, true, -1},
  };
  for (const auto& c : cases) {
    CAPTURE(c.reporter);
    CAPTURE(c.last);
    std::vector<ReporterDays> reporters(1);
    reporters[0] = {.reporter = c.reporter,
                    .organization_name = "Big Inc.",
                    .domain = Domain("example.com"),
                    .days = days_until(kDay - days(c.last))};
    if (c.proof) reporters[0].proven_days = reporters[0].days;
    const auto silent = watched_silences(reporters, kDay, {});
    REQUIRE(silent.size() == (c.lines < 0 ? 0 : 1));
    if (c.lines < 0) continue;
    CHECK(std::ssize(silent[0].lines) == c.lines);
    if (c.lines > 0) CHECK(silent[0].last == kDay - days(c.last));
  }
}

TEST_CASE("certificates and the policy are told from what else fails") {
  for (const char* type : {"certificate-expired", "certificate-not-trusted", "sts-webpki-invalid",
                           "sts-policy-fetch-error", "sts-policy-invalid"})
    CHECK(is_policy_or_certificate(std::vector<std::string>{type}));
  for (const char* type : {"starttls-not-supported", "validation-failure", "tlsa-invalid", ""})
    CHECK_FALSE(is_policy_or_certificate(std::vector<std::string>{type}));
  CHECK_FALSE(is_policy_or_certificate({}));
}

}  // namespace
}  // namespace tlsward
