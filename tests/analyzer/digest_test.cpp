// Tests analyzer/digest.cpp: from stored reports to a day's digest and its JSON.
#include "analyzer/digest.h"

#include "analyzer/digest_text.h"
#include "analyzer/digest_words.h"
#include "tests/support/digests.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace tlsward {
namespace {

using std::chrono::days;
using tests::kDay;
using tests::kinds;
using tests::line;
using tests::make_failing_report;
using tests::make_report;
using tests::put;

// Two weeks: example.com is clean until its certificate expires two days before kDay, Microsoft
// falls silent on kDay, shop.example.com has a report now and then.
std::unique_ptr<Store> two_weeks() {
  auto store = open_store(":memory:", Commits::each);
  for (int back = 14; back >= 0; --back) {
    const Day day = kDay - days(back);
    if (back <= 2)
      put(*store, make_failing_report("google.example", "example.com", day, "certificate-expired",
                                      10 + back));
    else
      put(*store, make_report("google.example", "example.com", day, 100));
    if (back > 0) put(*store, make_report("microsoft.example", "example.com", day, 50));
  }
  put(*store, make_report("google.example", "shop.example.com", kDay - days(3), 2));
  put(*store, make_report("google.example", "example.net", kDay, 7));
  return store;
}

TEST_CASE("a day's digest tells what failed, since when and what to do") {
  const auto store = two_weeks();
  const Digest digest = make_digest(*store, kDay, {});
  CHECK(digest.verdict == Verdict::action);
  CHECK(digest.sessions == Sessions{.successful = 107, .failed = 10});
  CHECK(digest.reports == 2);
  CHECK(digest.reporters == 1);
  REQUIRE(digest.domains.size() == 3);
  CHECK(digest.domains[0].domain == Domain("example.com"));

  const DigestDomain& failing = digest.domains[0];
  CHECK(failing.mode == "enforce");
  CHECK(failing.report_was_due);
  CHECK(failing.week.size() == 7);
  CHECK(failing.week[3] == 0);
  CHECK(failing.week[6] == doctest::Approx(10.0 / 110));
  REQUIRE(failing.problems.size() == 1);
  const DigestProblem& problem = failing.problems[0];
  CHECK(problem.verdict == Verdict::action);
  CHECK(problem.group.failed == 10);
  CHECK(problem.share == doctest::Approx(10.0 / 110));
  CHECK(problem.since == kDay - days(2));
  CHECK(problem.advice.sentence == "The certificate of mx.example.com has expired.");
  CHECK(problem.advice.action().starts_with(
      "As root on mx.example.com: renew with the same key and reload the mail server"));
  CHECK(problem.advice.commands() ==
        std::vector<std::string>{"dig +short TLSA _25._tcp.mx.example.com",
                                 "certbot renew --reuse-key", "systemctl reload postfix"});
  CHECK(problem.effect.find("in these sessions nothing was delivered") != std::string::npos);
}

TEST_CASE("a report of 50,000 details is a few problems, each with all its failures") {
  const auto store = open_store(":memory:", Commits::each);
  for (const Day day : {kDay - days(1), kDay}) {
    Report report =
        make_failing_report("a.example", "example.com", day, "certificate-expired", 50'000);
    std::vector<FailureDetail>& details = report.policies[0].failure_details;
    details.assign(50'000, details[0]);
    for (std::size_t i = 0; i < details.size(); ++i) {
      details[i].failed_session_count = 1;
      details[i].sending_mta_ip = "2001:db8::" + std::to_string(i % 5'000);
      if (i % 5 == 0) details[i].result_type = "starttls-not-supported";
    }
    put(*store, report);
  }
  const DigestDomain domain = line(make_digest(*store, kDay, {}), "example.com");
  REQUIRE(domain.problems.size() == 2);
  CHECK(domain.sessions.failed == 50'000);
  CHECK(domain.problems[0].group.failed + domain.problems[1].group.failed == 50'000);
  for (const DigestProblem& problem : domain.problems) {
    const bool expired = problem.group.key.cause == "certificate-expired";
    CHECK(problem.group.failed == (expired ? 40'000 : 10'000));
    CHECK(problem.group.sending_mta_ips.size() == 5);
    CHECK(problem.since == kDay - days(1));
  }
}

TEST_CASE("a flooded line makes no endless digest, and nothing of it is lost") {
  const auto store = open_store(":memory:", Commits::each);
  for (int n = 0; n < 20; ++n) {
    Report report = make_report(std::to_string(n) + ".example", "example.com", kDay, 0);
    report.policies.resize(1'000, report.policies[0]);
    for (Policy& policy : report.policies) {
      const std::string made_up =
          std::to_string(n) + '-' + std::to_string(&policy - &report.policies[0]);
      policy.summary = {1, 1};
      policy.failure_details = {{.result_type = "new-" + made_up,
                                 .receiving_mx_hostname = Domain("mx" + made_up + ".example"),
                                 .failed_session_count = 1}};
    }
    put(*store, report, Trust::unauthenticated);
  }
  const Digest digest = make_digest(*store, kDay, {});
  const DigestDomain& flooded = line(digest, "example.com");
  CHECK(flooded.sessions == Sessions{20'000, 20'000});
  CHECK(flooded.problems.size() == 1'001);
  std::int64_t failed = 0;
  for (const DigestProblem& problem : flooded.problems)
    failed += problem.group.failed;
  CHECK(failed == 20'000);
  CHECK(digest.verdict == Verdict::watch);
  CHECK(to_json(digest).dump().size() < 2'000'000);
  CHECK(digest_text(digest, {}).size() < 20'000);
}

TEST_CASE("a line without reports is BLIND, also one that nobody ever reported about") {
  const auto store = two_weeks();
  const Digest digest =
      make_digest(*store, kDay, {.domains = {Domain("example.com"), Domain("new.example.org")}});
  REQUIRE(digest.domains.size() == 3);
  for (const char* name : {"shop.example.com", "new.example.org"}) {
    CAPTURE(name);
    CHECK(line(digest, name).verdict == Verdict::blind);
    CHECK_FALSE(line(digest, name).report_was_due);
  }
  CHECK(line(digest, "shop.example.com").week ==
        std::array<double, kWeek>{-1, -1, -1, 0, -1, -1, -1});
  CHECK(kinds(digest) == std::vector<std::string>{"silent-reporter", "no-reports"});
}

TEST_CASE("a line whose reports tell of no session is BLIND, and that is said") {
  const auto store = open_store(":memory:", Commits::each);
  put(*store, make_report("a.example", "example.com", kDay, 0));
  const Digest digest = make_digest(*store, kDay, {});
  REQUIRE(digest.domains.size() == 1);
  CHECK(digest.verdict == Verdict::blind);
  CHECK(kinds(digest) == std::vector<std::string>{"no-sessions"});
  CHECK(summary(digest) == "1 domain whose reports tell nothing certain");
  CHECK(blind_means(digest).find("reports came, but they do not tell enough") != std::string::npos);
  put(*store, make_report("b.example", "example.com", kDay, 1));
  CHECK(make_digest(*store, kDay, {}).verdict == Verdict::ok);
}

TEST_CASE("a report without sessions that tells of a failure is not BLIND") {
  const auto store = open_store(":memory:", Commits::each);
  Report uncounted =
      make_failing_report("a.example", "example.com", kDay, "certificate-expired", 0);
  uncounted.policies[0].failure_details[0].failed_session_count.reset();
  put(*store, uncounted);
  put(*store, make_report("a.example", "example.net", kDay, 50));
  const Digest digest = make_digest(*store, kDay, {});
  CHECK(line(digest, "example.com").problems.size() == 1);
  CHECK(line(digest, "example.com").verdict != Verdict::ok);
  CHECK(line(digest, "example.com").verdict != Verdict::blind);
  CHECK(digest.verdict != Verdict::ok);
  CHECK(kinds(digest).empty());
}

TEST_CASE("what failed before is not well because a report without sessions came") {
  const auto store = open_store(":memory:", Commits::each);
  put(*store,
      make_failing_report("a.example", "example.com", kDay - days(1), "certificate-expired", 400));
  put(*store, make_report("a.example", "example.com", kDay, 0));
  CHECK(make_digest(*store, kDay, {}).verdict == Verdict::blind);
}

TEST_CASE("a stranger's sessions do not stand for those that proof does not tell of") {
  const auto store = open_store(":memory:", Commits::each);
  for (int back = 4; back > 0; --back)
    put(*store, make_report("a.example", "example.com", kDay - days(back), 5), Trust::verified);
  put(*store, make_report("a.example", "example.com", kDay, 0), Trust::verified);
  put(*store, make_report("b.example", "example.com", kDay, 100), Trust::unauthenticated);
  CHECK(make_digest(*store, kDay, {}).verdict == Verdict::blind);
}

TEST_CASE("an MX host elsewhere has a line while there are reports about it, and is never BLIND") {
  const auto store = two_weeks();
  const DigestScope scope{.domains = {Domain("example.com")},
                          .mx_hosts = {Domain("mx.example.net"), Domain("mx2.example.net")}};
  put(*store, make_failing_report("a.example", "mx.example.net", kDay, "tlsa-invalid", 9));
  const Digest digest = make_digest(*store, kDay, scope);
  REQUIRE(digest.domains.size() == 3);
  put(*store, make_report("b.example", "mx2.example.net", kDay, 0));
  CHECK(make_digest(*store, kDay, scope).domains.size() == 3);
  CHECK(line(digest, "mx.example.net").verdict == Verdict::action);
  CHECK(line(digest, "shop.example.com").verdict == Verdict::blind);

  const Digest next = make_digest(*store, kDay + days(1), scope);
  REQUIRE(next.domains.size() == 2);
  CHECK(line(next, "example.com").verdict == Verdict::blind);
}

TEST_CASE("reports that name no domain have a line on their day, and nobody misses them later") {
  const auto store = open_store(":memory:", Commits::each);
  put(*store, make_report("a.example", "", kDay, 3));
  CHECK(make_digest(*store, kDay, {}).domains.at(0).sessions.successful == 3);
  CHECK(make_digest(*store, kDay + days(1), {}).domains.empty());
}

TEST_CASE("the day after the last reports is BLIND, for they were due") {
  const auto store = two_weeks();
  const Digest digest = make_digest(*store, kDay + days(1), {});
  CHECK(digest.verdict == Verdict::blind);
  CHECK(line(digest, "example.com").report_was_due);
}

TEST_CASE("a day that nobody knows anything about is BLIND and has no lines") {
  const auto store = open_store(":memory:", Commits::each);
  const Digest digest = make_digest(*store, kDay, {});
  CHECK(digest.verdict == Verdict::blind);
  CHECK(digest.domains.empty());
  CHECK(digest.blind_spots.empty());
}

TEST_CASE("one failed session of one is told as that, and not as a rate of 100 %") {
  const auto store = open_store(":memory:", Commits::each);
  Report report = make_failing_report("a.example", "example.com", kDay, "tlsa-invalid", 1);
  report.policies[0].summary.total_successful_session_count = 0;
  put(*store, report);
  const std::string text = digest_text(make_digest(*store, kDay, {}));
  CHECK(text.find("1 of 1 session failed: too few for a rate.") != std::string::npos);
  CHECK(text.find("100") == std::string::npos);
}

TEST_CASE("in another language the numbers are the same and the words are its own") {
  const auto store = two_weeks();
  const Digest digest = make_digest(*store, kDay, {}, *find_language("pl"));
  CHECK(digest.verdict == Verdict::action);
  CHECK(line(digest, "example.com").problems[0].advice.sentence ==
        "Certyfikat serwera mx.example.com wygasł.");
  const std::string text = digest_text(digest);
  CHECK(text.find("23 listopada 2026") != std::string::npos);
  CHECK(text.find("ACTION (trzeba działać) - 1 problem, 1 domena bez") != std::string::npos);
  CHECK(text.find("sessions") == std::string::npos);
}

TEST_CASE("a day on which a report does not say how many failed is never OK") {
  Report report = make_report("google.example", "example.com", kDay, 700);
  report.policies[0].summary.total_failure_session_count.reset();
  const auto store = open_store(":memory:", Commits::each);
  put(*store, report);
  put(*store, make_report("google.example", "example.net", kDay, 7));
  const Digest digest = make_digest(*store, kDay, {});
  CHECK(digest.verdict == Verdict::watch);
  CHECK(line(digest, "example.com").failures_unknown);
  CHECK_FALSE(line(digest, "example.net").failures_unknown);
  CHECK(kinds(digest).front() == "unknown-counts");
  CHECK(digest_text(digest, {}).find("1 domain with an unknown") != std::string::npos);
}

TEST_CASE("failures of no type and of an unknown one are told as what they are") {
  const auto store = open_store(":memory:", Commits::each);
  put(*store, make_failing_report("new.example", "example.com", kDay, "brand-new-type", 3));
  Report untold = make_failing_report("halon.example", "example.net", kDay, "any", 9);
  untold.policies[0].failure_details.clear();
  put(*store, untold);
  const Digest digest = make_digest(*store, kDay, {});
  const DigestProblem& unexplained = line(digest, "example.net").problems.at(0);
  CHECK(unexplained.advice.sentence == "A sender says that sessions failed, but not why.");
  CHECK(unexplained.group.failed == 9);
  CHECK(digest_text(digest, {}).find("Type      brand-new-type") != std::string::npos);
  CHECK(digest_text(digest, {}).find("tlsward explain unexplained") != std::string::npos);
}

TEST_CASE("what went into quarantine on the day and the next is counted, nothing later") {
  const auto store = two_weeks();
  tests::set_aside(*store, Reason::not_understood, kDay + days(1));
  tests::set_aside(*store, Reason::not_understood, kDay + days(2));
  tests::set_aside(*store, Reason::not_understood, kDay - days(1));
  const Digest digest = make_digest(*store, kDay, {});
  const auto spot = std::ranges::find(digest.blind_spots, "quarantined", &BlindSpot::kind);
  REQUIRE(spot != digest.blind_spots.end());
  CHECK(spot->sentence.starts_with("1 report could not be understood"));
}

TEST_CASE("the JSON has the promised shape, letter for letter") {
  const auto store = two_weeks();
  const auto json = to_json(make_digest(*store, kDay, {}));
  std::vector<std::string> members;
  for (const auto& [key, value] : json.items())
    members.push_back(key);
  members.resize(5);
  CHECK(members == std::vector<std::string>{"schema", "day", "verdict", "domains", "blind_spots"});
  CHECK(json["schema"] == 1);
  CHECK(json["day"] == "2026-11-23");
  CHECK(json["verdict"] == "ACTION");
  const auto& failing = json["domains"][0];
  CHECK(failing["policy_domain"] == "example.com");
  CHECK(failing["sessions"] == 110);
  CHECK(failing["failed"] == 10);
  CHECK(failing["reporters"] == nlohmann::ordered_json{"google.example"});
  const auto& problem = failing["problems"][0];
  CHECK(problem["result_type"] == "certificate-expired");
  CHECK(problem["receiving_mx_hostname"] == "mx.example.com");
  CHECK(problem["failed_session_count"] == 10);
  CHECK(problem["reporters"] == nlohmann::ordered_json{"google.example"});
  CHECK(problem["sentence"] == "The certificate of mx.example.com has expired.");
  CHECK(problem["action"].is_string());
  CHECK(problem["since"] == "2026-11-21");
  CHECK(problem["side"] == "you");
  CHECK(problem["side_evidence"][0]["kind"] == "one-reporter");
  const auto& blind = json["domains"][1];
  CHECK(blind["verdict"] == "BLIND");
  CHECK(blind["sessions"].is_null());
  CHECK(blind["week"][6].is_null());
  CHECK(json["blind_spots"][0]["kind"] == "silent-reporter");
  CHECK(problem["state"] == "ongoing");
  CHECK(problem["cause"] == "certificate-expired");
  CHECK(problem["steps"].size() > 3);
  CHECK(problem["failed_the_day_before"] == 11);
}

}  // namespace
}  // namespace tlsward
