// schema/counting.cpp: no session is counted twice, and none is lost.
#include "schema/counting.h"

#include <doctest/doctest.h>

#include <limits>
#include <random>
#include <string>
#include <vector>

namespace tlsward {

namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

constexpr std::string_view kGoogle = "google.example";
constexpr std::string_view kMicrosoft = "microsoft.example";

Policy make_policy(std::string policy_type, std::string_view policy_domain,
                   const std::vector<std::string_view>& mx_host = {}) {
  Policy policy{.policy_type = std::move(policy_type), .policy_domain = Domain(policy_domain)};
  for (const std::string_view host : mx_host) {
    policy.mx_host.emplace_back(host);
  }
  return policy;
}

Policy make_failing(SessionCount total, const std::vector<SessionCount>& details) {
  Policy policy{.summary = {.total_failure_session_count = total}};
  for (const SessionCount& count : details) {
    policy.failure_details.push_back({.failed_session_count = count});
  }
  return policy;
}

}  // namespace

TEST_CASE("a domain's day counts each session once") {
  struct {
    std::string_view what;
    std::vector<Counted> entries;
    Sessions want;
  } const cases[] = {
      {"nothing", {}, {0, 0}},
      {"one entry", {{kGoogle, "sts", {10, 2}}}, {10, 2}},
      {"Google's two sts entries of a day on which the policy changed",
       {{kGoogle, "sts", {10, 2}}, {kGoogle, "sts", {5, 1}}},
       {15, 3}},
      {"Microsoft's sts and tlsa entries of the same sessions",
       {{kMicrosoft, "sts", {7, 0}}, {kMicrosoft, "tlsa", {7, 0}}},
       {7, 0}},
      {"the largest counts for each figure on its own",
       {{kMicrosoft, "sts", {7, 0}}, {kMicrosoft, "tlsa", {4, 3}}},
       {7, 3}},
      {"entries of a type add up before the largest is taken",
       {{kMicrosoft, "tlsa", {4, 1}}, {kMicrosoft, "sts", {3, 1}}, {kMicrosoft, "sts", {3, 1}}},
       {6, 2}},
      {"no-policy-found is added to the others",
       {{kGoogle, "sts", {10, 2}}, {kGoogle, "no-policy-found", {3, 1}}},
       {13, 3}},
      {"two reporters add up", {{kGoogle, "sts", {10, 2}}, {kMicrosoft, "tlsa", {5, 1}}}, {15, 3}},
      {"two reporters add up after each one's largest",
       {{kMicrosoft, "sts", {7, 0}},
        {kGoogle, "sts", {10, 2}},
        {kMicrosoft, "tlsa", {7, 1}},
        {kGoogle, "no-policy-found", {1, 0}}},
       {18, 3}},
      {"sys4's idx1 and idx2 reports of one reporter and day",
       {{"sys4.example", "sts", {8, 0}}, {"sys4.example", "sts", {2, 1}}},
       {10, 1}},
      {"SocketLabs' successes and failures as two entries",
       {{"socketlabs.example", "sts", {9, 0}}, {"socketlabs.example", "sts", {0, 4}}},
       {9, 4}},
      {"an unknown type is like sts and tlsa",
       {{"stalwart.example", "other", {9, 1}},
        {"stalwart.example", "sts", {7, 2}},
        {"stalwart.example", "", {1, 3}}},
       {9, 3}},
      {"sums stop at the largest number",
       {{kGoogle, "sts", {kMost, kMost - 1}},
        {kGoogle, "sts", {1, 1}},
        {kGoogle, "no-policy-found", {kMost, 1}},
        {kMicrosoft, "sts", {kMost, kMost}}},
       {kMost, kMost}},
  };
  for (const auto& [what, entries, want] : cases) {
    CAPTURE(what);
    const Sessions counted = count_sessions(entries);
    CHECK(counted.successful == want.successful);
    CHECK(counted.failed == want.failed);

    const std::vector<Counted> backwards(entries.rbegin(), entries.rend());
    CHECK(count_sessions(backwards) == counted);
  }
}

TEST_CASE("one more entry never makes a sum smaller") {
  constexpr std::string_view kReporters[] = {"a.example", "b.example", ""};
  constexpr std::string_view kTypes[] = {"sts", "tlsa", "no-policy-found", "other", ""};
  std::mt19937_64 random(8460);
  const auto count = [&random] {
    return static_cast<std::int64_t>(random() >> (1 + random() % 63));
  };
  for (int round = 0; round < 2000; ++round) {
    std::vector<Counted> entries;
    Sessions before;
    Sessions sum_of_all;
    for (int i = 0; i < 12; ++i) {
      entries.push_back({kReporters[random() % std::size(kReporters)],
                         kTypes[random() % std::size(kTypes)],
                         {.successful = count(), .failed = count()}});
      sum_of_all += entries.back().sessions;
      const Sessions after = count_sessions(entries);
      const bool grown = after.successful >= before.successful && after.failed >= before.failed;
      const bool bounded =
          after.successful <= sum_of_all.successful && after.failed <= sum_of_all.failed;
      if (!grown || !bounded || after.total() < after.failed) FAIL_CHECK(round);
      before = after;
    }
  }
}

TEST_CASE("an entry's failures are its total or the sum of its details, whichever is more") {
  struct {
    std::string_view what;
    Policy policy;
    std::int64_t failures;
    std::int64_t details;
  } const cases[] = {
      {"both the same", make_failing(3, {1, 2}), 3, 3},
      {"mox: details with a zero total", make_failing(0, {2, 1}), 3, 3},
      {"mail.ru: details that overlap", make_failing(1, {1, 1}), 2, 2},
      {"Halon: a total without details", make_failing(5, {}), 5, 0},
      {"more in the total than in the details", make_failing(5, {1}), 5, 1},
      {"no total", make_failing(std::nullopt, {4}), 4, 4},
      {"a detail without a count", make_failing(2, {std::nullopt, 1}), 2, 1},
      {"nothing known", make_failing(std::nullopt, {}), 0, 0},
      {"a sum beyond the largest number", make_failing(1, {kMost, 1, kMost}), kMost, kMost},
  };
  for (const auto& [what, policy, failures, details] : cases) {
    CAPTURE(what);
    CHECK(failures_of(policy) == failures);
    CHECK(sum_of_details(policy) == details);
    CHECK(sessions_of(policy) == Sessions{.successful = 0, .failed = failures});
  }
}

TEST_CASE("an entry's successes are what the sender says, and nothing where it says nothing") {
  const Policy said{.summary = {.total_successful_session_count = 5}};
  CHECK(sessions_of(said) == Sessions{.successful = 5, .failed = 0});
  CHECK(sessions_of(Policy{}) == Sessions{});
}

TEST_CASE("sums stop at the largest number") {
  struct {
    std::int64_t a;
    std::int64_t b;
    std::int64_t want;
  } const cases[] = {
      {0, 0, 0},         {1, 2, 3},         {kMost, 0, kMost},     {0, kMost, kMost},
      {kMost, 1, kMost}, {1, kMost, kMost}, {kMost - 1, 1, kMost}, {kMost, kMost, kMost},
  };
  for (const auto& [a, b, want] : cases) {
    CAPTURE(a);
    CAPTURE(b);
    CHECK(add_saturating(a, b) == want);
    CHECK(Sessions{.successful = a, .failed = b}.total() == want);
    Sessions sum{.successful = a, .failed = b};
    sum += Sessions{.successful = b, .failed = a};
    CHECK(sum == Sessions{.successful = want, .failed = want});
  }
}

TEST_CASE("an entry counts on the line of its domain, or of the MX host whose view it is") {
  struct {
    std::string_view what;
    Policy policy;
    std::string_view want;
  } const cases[] = {
      {"sts", make_policy("sts", "example.com", {"mx.example.com"}), "example.com"},
      {"sts with a pattern", make_policy("sts", "example.com", {"*.example.com"}), "example.com"},
      {"tlsa without hosts", make_policy("tlsa", "mx.example.com"), "mx.example.com"},
      {"mox's second report, DANE", make_policy("tlsa", "example.com", {"mx.example.net"}),
       "mx.example.net"},
      {"mox's second report, no policy",
       make_policy("no-policy-found", "example.com", {"mx.example.net"}), "mx.example.net"},
      {"an unknown type that names a host", make_policy("other", "example.com", {"mx.example.net"}),
       "mx.example.net"},
      {"a type that is missing", make_policy("", "example.com", {"mx.example.net"}), "example.com"},
      {"two hosts are nobody's view",
       make_policy("tlsa", "example.com", {"mx1.example.net", "mx2.example.net"}), "example.com"},
      {"a pattern is no host", make_policy("tlsa", "example.com", {"*.example.net"}),
       "example.com"},
      {"an empty host", make_policy("tlsa", "example.com", {""}), "example.com"},
      {"a domain that is no host name", make_policy("sts", "localhost"), "localhost"},
  };
  for (const auto& [what, policy, want] : cases) {
    CAPTURE(what);
    const Report report{.report_id = "2025-09-20T00:00:00Z_idx1_example.org", .policies = {policy}};
    CHECK(counting_domain(report, policy, {}).text() == want);
  }
}

TEST_CASE("an entry without a policy domain counts on that of its report, its id or its file") {
  const Policy nameless = make_policy("no-policy-found", "");
  const Policy com = make_policy("sts", "example.com");
  const Policy org = make_policy("sts", "example.org");
  struct {
    std::string_view what;
    std::vector<Policy> others;
    std::string report_id;
    std::string_view file_name;
    std::string_view want;
  } const cases[] = {
      {"all others share one",
       {com, com},
       "x_idx1_id.example",
       "s.example!file.example!1!2.json",
       "example.com"},
      {"the others differ", {com, org}, "", "", ""},
      {"the others differ, and the id has one",
       {com, org},
       "2025-09-20T00:00:00Z_idx1_id.example",
       "",
       "id.example"},
      {"Postfix before 2025-09",
       {},
       "2025-09-20T00:00:00Z_idx1_id.example",
       "s.example!file.example!1!2.json",
       "id.example"},
      {"a domain with underscores",
       {},
       "2025-09-20T00:00:00Z_idx12__a._b.example",
       "",
       "_a._b.example"},
      {"upper case", {}, "2025-09-20T00:00:00Z_idx1_ID.Example.", "", "id.example"},
      {"an id that ends in no domain",
       {},
       "2025-09-20T00:00:00Z_idx1_x",
       "s.example!file.example!1!2.json.gz",
       "file.example"},
      {"another sender's id",
       {},
       "1768089600_5665667737528564296",
       "s.example!file.example!1!2!x.json.gz",
       "file.example"},
      {"a file name without a domain", {}, "", "report.json", ""},
      {"a file name that breaks off", {}, "", "s.example!file.example", "file.example"},
      {"a file name of something else", {}, "", "wow!great!json", ""},
      {"nothing", {}, "", "", ""},
  };
  for (const auto& [what, others, report_id, file_name, want] : cases) {
    CAPTURE(what);
    Report report{.report_id = report_id, .policies = {nameless}};
    report.policies.insert(report.policies.end(), others.begin(), others.end());
    CHECK(counting_domain(report, report.policies.front(), file_name).text() == want);
  }
}

}  // namespace tlsward
