// Tests analyzer/grouping.cpp: failures by problem and sessions by line, none counted twice.
#include "analyzer/grouping.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <span>
#include <string>
#include <vector>

namespace tlsward {
namespace {

const std::vector<std::string> kEnforce = {"version: STSv1", "mode: enforce", "mx: mx.example.com"};
const std::vector<std::string> kTesting = {"version: STSv1", "mode: testing"};

Entry entry(std::int64_t report, const char* reporter, const char* type, Sessions sessions) {
  return {.domain = Domain("example.com"),
          .report = report,
          .reporter = reporter,
          .organization_name = reporter,
          .policy_type = type,
          .sessions = sessions,
          .trust = Trust::vouched};
}

Failure failure(std::int64_t report, const char* reporter, const char* policy_type,
                const char* result_type, std::int64_t failed) {
  return {.domain = Domain("example.com"),
          .report = report,
          .reporter = reporter,
          .organization_name = reporter,
          .policy_type = policy_type,
          .trust = Trust::vouched,
          .detail = {.result_type = result_type,
                     .receiving_mx_hostname = Domain("mx.example.com"),
                     .failed_session_count = failed}};
}

TEST_CASE("failures of one type at one MX are one group over all who saw them") {
  const std::vector<Failure> failures = {
      failure(1, "google.com", "sts", "certificate-expired", 3),
      failure(2, "microsoft.com", "sts", "certificate-expired", 10),
      failure(1, "google.com", "sts", "certificate-expired", 4),
      failure(2, "microsoft.com", "sts", "starttls-not-supported", 1)};
  const auto groups = group_failures({}, failures);
  REQUIRE(groups.size() == 2);
  CHECK(groups[0].key.cause == "certificate-expired");
  CHECK(groups[0].key.host == Domain("mx.example.com"));
  CHECK(groups[0].failed == 17);
  REQUIRE(groups[0].witnesses.size() == 2);
  CHECK(groups[0].witnesses[0].reporter == "microsoft.com");
  CHECK(groups[0].witnesses[0].failed == 10);
  CHECK(groups[0].witnesses[1].failed == 7);
  CHECK(groups[1].failed == 1);
}

TEST_CASE("sessions seen under sts and under tlsa count once in a group and on a line") {
  const std::vector<Entry> entries = {
      entry(1, "microsoft.com", "sts", {.successful = 90, .failed = 10}),
      entry(1, "microsoft.com", "tlsa", {.successful = 95, .failed = 5}),
      entry(1, "microsoft.com", "no-policy-found", {.successful = 7, .failed = 0}),
      entry(2, "google.com", "sts", {.successful = 1, .failed = 0})};
  const std::vector<Failure> failures = {
      failure(1, "microsoft.com", "sts", "validation-failure", 10),
      failure(1, "microsoft.com", "tlsa", "validation-failure", 5)};
  const auto groups = group_failures(entries, failures);
  REQUIRE(groups.size() == 1);
  CHECK(groups[0].failed == 10);
  const auto lines = group_lines(entries);
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].sessions == Sessions{.successful = 95 + 7 + 1, .failed = 10});
  CHECK(lines[0].policy_types == std::vector<std::string>{"tlsa", "sts", "no-policy-found"});
  REQUIRE(lines[0].reporters.size() == 2);
  CHECK(lines[0].reporters[0].organization_name == "google.com");
}

TEST_CASE("failures that no detail explains are a group without a type") {
  const std::vector<Entry> entries = {
      entry(1, "halon.example", "sts", {.successful = 5, .failed = 7}),
      entry(2, "google.com", "sts", {.successful = 5, .failed = 2}),
      entry(3, "mail.example", "sts", {.successful = 5, .failed = 1})};
  const std::vector<Failure> failures = {
      failure(2, "google.com", "sts", "certificate-expired", 2),
      failure(3, "mail.example", "sts", "certificate-expired", 9)};
  const auto groups = group_failures(entries, failures);
  REQUIRE(groups.size() == 2);
  CHECK(groups[0].failed == 11);
  CHECK(groups[1].result_types.empty());
  CHECK(groups[1].failed == 7);
  CHECK(groups[1].witnesses.at(0).reporter == "halon.example");
}

TEST_CASE("a group keeps the commonest reasons and addresses, five of each, each once") {
  std::vector<Failure> failures;
  for (int i = 0; i < 8; ++i) {
    failures.push_back(failure(1, "google.com", "sts", "validation-failure", i + 1));
    failures.back().detail.failure_reason_code = "reason " + std::to_string(i);
    failures.back().detail.sending_mta_ip = "192.0.2.1";
  }
  const auto groups = group_failures({}, failures);
  REQUIRE(groups.size() == 1);
  CHECK(groups[0].reasons ==
        std::vector<std::string>{"reason 7", "reason 6", "reason 5", "reason 4", "reason 3"});
  CHECK(groups[0].sending_mta_ips == std::vector<std::string>{"192.0.2.1"});
  CHECK(groups[0].receiving_ips.empty());
}

TEST_CASE("a line has 1,000 groups; failures of any more are one of their own") {
  std::vector<Failure> failures;
  for (int i = 0; i < 1'200; ++i)
    failures.push_back(failure(1, "a.example", "sts", ("x-" + std::to_string(i)).c_str(), 2));
  failures.push_back(failure(1, "a.example", "sts", "x-7", 5));
  const std::vector<Entry> entries = {
      entry(1, "a.example", "sts", {.successful = 0, .failed = 2'405})};
  const auto groups = group_failures(entries, failures);
  REQUIRE(groups.size() == 1'001);
  CHECK(groups[0].key.cause == "crowded");
  CHECK(groups[0].result_types.empty());
  CHECK(groups[0].failed == 400);
  CHECK(groups[1].key.cause == "x-7");
  CHECK(groups[1].failed == 7);
}

TEST_CASE("of 20,000 made-up witnesses the first 10,000 are told apart, and none is lost") {
  const std::vector<Failure> one = {failure(1, "", "sts", "certificate-expired", 1)};
  const auto groups = group_failures({}, [&](const auto& use) {
    for (int n = 0; n < 20'000; ++n) {
      Failure failure = one.front();
      failure.reporter = std::to_string(n) + ".example";
      failure.detail.result_type = n % 2 == 0 ? "certificate-expired" : "tlsa-invalid";
      use(failure);
    }
  });
  REQUIRE(groups.size() == 2);
  for (const FailureGroup& group : groups) {
    CHECK(group.failed == 10'000);
    CHECK(group.witnesses.size() == 5'001);
    CHECK(name(group.witnesses.front()) == "others");
    CHECK(group.witnesses.front().failed == 5'000);
  }
}

TEST_CASE("of a line's reporters 1,000 are named, and all their sessions count") {
  std::vector<Entry> entries;
  for (int n = 0; n < 3'000; ++n)
    entries.push_back(entry(n, "", "sts", {.successful = 1, .failed = 1}));
  for (Entry& each : entries) {
    each.reporter = std::to_string(each.report) + ".example";
    each.policy_type = "new-" + std::to_string(each.report);
  }
  const auto lines = group_lines(entries);
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].sessions == Sessions{3'000, 3'000});
  CHECK(lines[0].reporters.size() == 1'001);
  CHECK(lines[0].policy_types.size() == 20);
}

TEST_CASE("entries of one report, line and policy type are one") {
  std::vector<Entry> entries;
  for (int n = 0; n < 1'000; ++n)
    entries.push_back(entry(1, "a.example", n % 2 == 0 ? "sts" : "tlsa", {1, 2}));
  entries.push_back(entry(2, "a.example", "sts", {7, 0}));
  entries.push_back(entry(2, "a.example", "sts", {7, 0}));
  entries.back().domain = Domain("example.org");
  const auto merged = merge_entries([&](const auto& use) { std::ranges::for_each(entries, use); });
  REQUIRE(merged.size() == 4);
  CHECK(merged[0].policy_type == "sts");
  CHECK(merged[0].sessions == Sessions{500, 1'000});
  CHECK(merged[1].policy_type == "tlsa");
  CHECK(merged[1].sessions == Sessions{500, 1'000});
  CHECK(merged[3].domain == Domain("example.org"));
}

TEST_CASE("of a group's texts the first 1,000 are counted") {
  std::vector<Failure> failures;
  for (int i = 0; i < 1'200; ++i) {
    failures.push_back(failure(1, "a.example", "sts", "validation-failure", i == 999 ? 3 : 1));
    failures.back().detail.failure_reason_code = "reason " + std::to_string(i);
  }
  failures.push_back(failure(1, "a.example", "sts", "validation-failure", 9));
  failures.back().detail.failure_reason_code = "one too many";
  failures.push_back(failure(1, "a.example", "sts", "validation-failure", 5));
  failures.back().detail.failure_reason_code = "reason 0";
  const auto groups = group_failures({}, failures);
  REQUIRE(groups.size() == 1);
  CHECK(groups[0].failed == 1'202 + 9 + 5);
  CHECK(groups[0].reasons.at(0) == "reason 0");
  CHECK(groups[0].reasons.at(1) == "reason 999");
}

TEST_CASE("a witness has the best trust of its reports and the group the worst effect") {
  std::vector<Failure> failures = {failure(1, "google.com", "sts", "certificate-expired", 1),
                                   failure(2, "google.com", "sts", "certificate-expired", 1)};
  failures[0].trust = Trust::corroborated;
  failures[0].policy_string = kTesting;
  failures[1].trust = Trust::verified;
  failures[1].policy_string = kEnforce;
  const auto groups = group_failures({}, failures);
  REQUIRE(groups.size() == 1);
  CHECK(groups[0].witnesses.at(0).trust == Trust::verified);
  CHECK(groups[0].effect == Effect::refused_by_policy);
  CHECK(groups[0].refused());
}

TEST_CASE("a witness is believed for the evidence of its best report") {
  std::vector<Failure> failures = {failure(1, "google.com", "sts", "certificate-expired", 1),
                                   failure(2, "google.com", "sts", "certificate-expired", 1),
                                   failure(3, "google.com", "sts", "certificate-expired", 1)};
  failures[0].evidence = "mx.example.com says so";
  failures[1].trust = Trust::verified;
  failures[1].evidence = "DKIM pass";
  failures[2].trust = Trust::refused;
  failures[2].evidence = "no DKIM signature";
  const auto groups = group_failures({}, failures);
  CHECK(groups.front().witnesses.front().trust == Trust::verified);
  CHECK(groups.front().witnesses.front().evidence == "DKIM pass");
}

TEST_CASE("what a stranger adds in a reporter's name stands apart and changes nothing else") {
  std::vector<Failure> failures = {failure(1, "google.com", "sts", "certificate-expired", 3),
                                   failure(2, "google.com", "sts", "certificate-expired", 70)};
  failures[0].policy_string = kTesting;
  failures[0].detail.receiving_ip = "192.0.2.25";
  failures[1].trust = Trust::unauthenticated;
  failures[1].policy_string = kEnforce;
  failures[1].detail.receiving_ip = "203.0.113.9";
  failures[1].detail.failure_reason_code = "made up";
  const FailureGroup group = group_failures({}, failures).at(0);
  CHECK(group.failed == 73);
  CHECK(group.proven == 3);
  CHECK(group.effect == Effect::tested);
  CHECK(group.receiving_ips == std::vector<std::string>{"192.0.2.25"});
  CHECK(group.reasons.empty());
  REQUIRE(group.witnesses.size() == 2);
  CHECK(group.witnesses[0].trust == Trust::unauthenticated);
  CHECK(group.witnesses[1].trust == Trust::vouched);
}

TEST_CASE("a flood of strangers leaves the room of a line's groups and witnesses to proof") {
  std::vector<Failure> failures;
  for (int n = 0; n < 11'000; ++n) {
    failures.push_back(failure(n, (std::to_string(n) + ".example").c_str(), "sts",
                               ("made-up-" + std::to_string(n % 2'000)).c_str(), 1));
    failures.back().trust = Trust::unauthenticated;
  }
  failures.push_back(failure(11'000, "google.com", "sts", "tlsa-invalid", 1));
  const auto groups = group_failures({}, failures);
  const auto found = std::ranges::find(groups, "tlsa-invalid",
                                       [](const FailureGroup& group) { return group.key.cause; });
  REQUIRE(found != groups.end());
  CHECK(found->witnesses.at(0).reporter == "google.com");
}

TEST_CASE("a line knows what of its sessions is proof, and who tells of successes") {
  std::vector<Entry> entries = {entry(1, "google.com", "sts", {.successful = 90, .failed = 10}),
                                entry(2, "microsoft.com", "sts", {.successful = 0, .failed = 5}),
                                entry(3, "a.example", "sts", {.successful = 1'000, .failed = 0})};
  entries[2].trust = Trust::unauthenticated;
  const LineDay line = group_lines(entries).at(0);
  CHECK(line.sessions == Sessions{1'090, 15});
  CHECK(line.proven == Sessions{90, 15});
  REQUIRE(line.succeeding.size() == 1);
  CHECK(line.succeeding[0].reporter == "google.com");
}

TEST_CASE("counts without a number add nothing, and sums stop at the largest number") {
  std::vector<Failure> failures = {failure(1, "google.com", "sts", "certificate-expired", 0),
                                   failure(2, "a.example", "sts", "dnssec-invalid", INT64_MAX),
                                   failure(3, "b.example", "sts", "dnssec-invalid", INT64_MAX)};
  failures[0].detail.failed_session_count.reset();
  const auto groups = group_failures({}, failures);
  REQUIRE(groups.size() == 2);
  CHECK(groups[0].failed == INT64_MAX);
  CHECK(groups[1].failed == 0);
}

TEST_CASE("what a failure means for mail depends on policy and type") {
  struct {
    const char* policy_type;
    std::vector<std::string> policy_string;
    const char* result_type;
    Effect want;
  } const cases[] = {
      {"sts", kEnforce, "certificate-expired", Effect::refused_by_policy},
      {"sts", kEnforce, "", Effect::refused_by_policy},
      {"sts", kEnforce, "a-new-type", Effect::unknown},
      {"sts", kTesting, "a-new-type", Effect::tested},
      {"tlsa", {"3 1 1 AB"}, "a-new-type", Effect::unknown},
      {"sts", kTesting, "certificate-expired", Effect::tested},
      {"sts", {}, "certificate-expired", Effect::mode_unknown},
      {"sts", {""}, "", Effect::mode_unknown},
      {"sts", {"version: STSv1", "mode: none"}, "certificate-expired", Effect::delivered},
      {"sts", {}, "sts-policy-fetch-error", Effect::policy_unknown},
      {"sts", kEnforce, "sts-policy-fetch-error", Effect::policy_unknown},
      {"sts", kEnforce, "sts-policy-invalid", Effect::policy_unknown},
      {"sts", kEnforce, "sts-webpki-invalid", Effect::policy_unknown},
      {"tlsa", {"3 1 1 AB"}, "validation-failure", Effect::refused_by_dane},
      {"tlsa", {"3 1 1 AB"}, "dnssec-invalid", Effect::refused_by_dane},
      {"sts", kTesting, "dnssec-invalid", Effect::refused_by_sender},
      {"no-policy-found", {}, "dane-required", Effect::refused_by_sender},
      {"no-policy-found", {}, "starttls-not-supported", Effect::delivered},
  };
  for (const auto& c : cases) {
    CAPTURE(c.result_type);
    CHECK(effect_of(c.policy_type, c.policy_string, c.result_type) == c.want);
  }
}

TEST_CASE("the mode is read from the policy however it is spaced") {
  struct {
    std::vector<std::string> policy_string;
    const char* want;
  } const cases[] = {
      {{"version: STSv1", "mode: enforce"}, "enforce"},
      {{"mode:testing"}, "testing"},
      {{"Mode: \t ENFORCE \r"}, "enforce"},
      {{"mode:"}, ""},
      {{"mx: mode.example.com"}, ""},
      {{}, ""},
  };
  for (const auto& c : cases)
    CHECK(policy_mode(c.policy_string) == c.want);
}

TEST_CASE("the line has the mode of the newest report") {
  std::vector<Entry> entries = {entry(9, "a.example", "sts", {}), entry(3, "b.example", "sts", {})};
  entries[0].policy_string = kEnforce;
  entries[1].policy_string = kTesting;
  CHECK(group_lines(entries).at(0).mode == "enforce");
}

TEST_CASE("what a stranger says of the policy counts where nothing is proof") {
  const Sessions some{.successful = 9};
  std::vector<Entry> entries = {entry(1, "a.example", "sts", some),
                                entry(2, "b.example", "tlsa", some)};
  entries[0].policy_string = kEnforce;
  entries[1].trust = Trust::unauthenticated;
  entries[1].policy_string = kTesting;
  CHECK(group_lines(entries).at(0).mode == "enforce");
  CHECK(group_lines(entries).at(0).policy_types == std::vector<std::string>{"sts"});
  CHECK(group_lines(std::span(entries).last(1)).at(0).mode == "testing");
  CHECK(group_lines(std::span(entries).last(1)).at(0).policy_types ==
        std::vector<std::string>{"tlsa"});
}

TEST_CASE("a witness without a name is shown by its key, if it has one") {
  CHECK(name(Witness{.reporter = "a.example", .organization_name = "A"}) == "A");
  CHECK(name(Witness{.reporter = "a.example"}) == "a.example");
  CHECK(name(Witness{}).empty());
}

}  // namespace
}  // namespace tlsward
