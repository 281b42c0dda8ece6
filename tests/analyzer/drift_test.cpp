// Tests analyzer/drift.h: a row for each observation of a policy over time, on a made clock.
#include "analyzer/drift.h"

#include "analyzer/hosted_policy.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <random>

namespace tlsward {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;

const Domain kDomain("example.org");
const Timestamp kNow = parse_day("2026-11-24").value() + hours(13);

std::string text(PolicyMode mode, std::vector<std::string> mx = {"mx1.example.org"},
                 std::int64_t max_age = 604'800) {
  return policy_text({.mode = mode, .mx = std::move(mx), .max_age = max_age});
}

const std::string kOld = text(PolicyMode::testing);
const std::string kNew = text(PolicyMode::enforce);

// A stretch of looks that ended so many days ago.
SetUp seen(const std::string& id, const std::string& policy, int from, int to,
           std::vector<Domain> mx_hosts = {Domain("mx1.example.org")}) {
  return {.domain = kDomain,
          .id = id,
          .policy = policy,
          .mx_hosts = std::move(mx_hosts),
          .first = kNow - days(from),
          .last = kNow - days(to)};
}

std::vector<std::string_view> keys_of(const DriftFacts& facts) {
  std::vector<std::string_view> keys;
  for (const Finding& finding : check_drift(facts))
    keys.push_back(finding.key);
  return keys;
}

using Keys = std::vector<std::string_view>;

struct Row {
  const char* what;
  std::vector<SetUp> seen;
  Keys keys;
};

TEST_CASE("what became of id, text and MX set, row by row") {
  const Domain mx1("mx1.example.org");
  const Domain mx9("mx9.example.org");
  const std::vector<Row> rows = {
      {"nothing was seen before", {seen("1", kNew, 0, 0)}, {}},
      {"nothing changed", {seen("1", kNew, 90, 0)}, {}},
      {"both changed", {seen("1", kOld, 9, 2), seen("2", kNew, 1, 0)}, {}},
      {"the text alone", {seen("1", kOld, 9, 2), seen("1", kNew, 1, 0)}, {"drift-id-not-changed"}},
      {"the text alone, and nobody can hold the old one now",
       {seen("1", kOld, 30, 9), seen("1", kNew, 8, 0)},
       {}},
      {"the text alone, and the MX set after it",
       {seen("1", kOld, 9, 3), seen("1", kNew, 2, 2), seen("1", kNew, 1, 0, {})},
       {"drift-id-not-changed"}},
      {"the id alone", {seen("1", kNew, 9, 2), seen("2", kNew, 1, 0)}, {"drift-id-alone"}},
      {"the id alone, weeks ago", {seen("1", kNew, 90, 31), seen("2", kNew, 30, 0)}, {}},
      {"the id before its text",
       {seen("1", kOld, 9, 3), seen("2", kOld, 2, 2), seen("2", kNew, 1, 0)},
       {"drift-id-too-early"}},
      {"an id that stood for another text",
       {seen("1", kOld, 9, 5), seen("2", kNew, 4, 2), seen("1", text(PolicyMode::none), 1, 0)},
       {"drift-id-used-before"}},
      {"back to an old text with its id",
       {seen("1", kOld, 9, 5), seen("2", kNew, 4, 2), seen("1", kOld, 1, 0)},
       {}},
      {"a text that nobody could read, under the same id",
       {seen("1", "<html>", 9, 2), seen("1", kNew, 1, 0)},
       {}},
      {"the text alone, with a web page between the two",
       {seen("1", kOld, 9, 3), seen("1", "<html>", 2, 2), seen("1", kNew, 1, 0)},
       {"drift-id-not-changed"}},
      {"a web page takes its place", {seen("1", kOld, 9, 2), seen("1", "<html>", 1, 0)}, {}},
      {"the text alone, long after the id alone",
       {seen("1", kOld, 90, 41), seen("2", kOld, 40, 2), seen("2", kNew, 1, 0)},
       {"drift-id-not-changed"}},
      {"a new MX host that the policy does not name",
       {seen("1", kNew, 9, 2), seen("1", kNew, 1, 0, {mx1, mx9})},
       {"drift-mx-changed"}},
      {"an MX host that was never named", {seen("1", kNew, 9, 0, {mx1, mx9})}, {}},
      {"a new MX host, and no policy that asks for anything",
       {seen("1", text(PolicyMode::none), 9, 2), seen("1", text(PolicyMode::none), 1, 0, {mx9})},
       {}},
      {"the file is gone", {seen("1", kNew, 9, 2), seen("1", "", 1, 0)}, {"drift-file-gone"}},
      {"the record is gone", {seen("1", kNew, 9, 2), seen("", kNew, 1, 0)}, {"drift-record-gone"}},
      {"both are gone", {seen("1", kNew, 9, 2), seen("", "", 1, 0)}, {"drift-removed-early"}},
      {"both are gone, and nobody can hold it", {seen("1", kNew, 30, 9), seen("", "", 8, 0)}, {}},
      {"both are gone after none",
       {seen("1", kNew, 30, 9), seen("2", text(PolicyMode::none), 8, 1), seen("", "", 0, 0)},
       {}},
      {"there never was one", {seen("", "", 9, 0)}, {}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    const Keys keys =
        keys_of({.now = kNow, .seen = row.seen, .hosted = {}, .reported = {}, .tried = {}});
    CHECK(keys == row.keys);
  }
}

TEST_CASE("a new MX host outside the policy is a warning while the policy only tests") {
  const auto findings = check_drift(
      {.now = kNow,
       .seen = {seen("1", kOld, 9, 2), seen("1", kOld, 1, 0, {Domain("mx9.example.org")})},
       .hosted = {},
       .reported = {},
       .tried = {}});
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::warn);
  CHECK(findings[0].evidence == "mx9.example.org");
}

TEST_CASE("what is published here is held against what senders get") {
  const Timestamp published = kNow - days(3);
  const std::string id = policy_id(published, kNew);
  const HostedPolicy hosted{
      .domain = kDomain, .text = kNew, .id = id, .since = published, .until = {}};
  const auto judged = [&](const SetUp& now, const HostedPolicy& ours) {
    return keys_of({.now = kNow, .seen = {now}, .hosted = ours, .reported = {}, .tried = {}});
  };
  CHECK(judged(seen(id, kNew, 1, 0), hosted).empty());
  CHECK(judged(seen(policy_id(kNow, kNew), kNew, 1, 0), hosted).empty());
  CHECK(judged(seen("1", kNew, 1, 0), hosted) == Keys{"drift-hosted-id"});
  CHECK(judged(seen(id, kOld, 1, 0), hosted) == Keys{"drift-hosted-text"});
  HostedPolicy just_now = hosted;
  just_now.since = kNow - hours(1);
  CHECK(judged(seen("1", kNew, 1, 0), just_now).empty());
  HostedPolicy retired = hosted;
  retired.until = kNow - hours(1);
  CHECK(judged(seen("1", kNew, 1, 0), retired).empty());
}

ReportedPolicy quoted(const std::string& reporter, PolicyMode mode, int from, int to) {
  return {.reporter = reporter,
          .organization_name = reporter,
          .terms = {.mode = mode, .mx = {"mx1.example.org"}, .max_age = 604'800},
          .first = std::chrono::floor<days>(kNow) - days(from),
          .last = std::chrono::floor<days>(kNow) - days(to),
          .sessions = {.successful = 100, .failed = 0}};
}

TEST_CASE("a sender that goes by an older policy than it could is named") {
  const std::vector<SetUp> changed = {seen("1", kOld, 30, 7), seen("2", kNew, 6, 0)};
  const auto judged = [&](std::vector<ReportedPolicy> reported) {
    return keys_of(
        {.now = kNow, .seen = changed, .hosted = {}, .reported = std::move(reported), .tried = {}});
  };
  CHECK(judged({quoted("a.example", PolicyMode::enforce, 5, 1)}).empty());
  CHECK(judged({quoted("a.example", PolicyMode::testing, 20, 1)}) == Keys{"drift-sender-behind"});
  // It fetched the new one on the day.
  CHECK(judged({quoted("a.example", PolicyMode::testing, 20, 3),
                quoted("a.example", PolicyMode::enforce, 3, 3)})
            .empty());
  // Its last report is of the days in which nobody needs to have looked.
  CHECK(judged({quoted("a.example", PolicyMode::testing, 20, 5)}).empty());
  CHECK(judged({quoted("a.example", PolicyMode::testing, 20, 1),
                quoted("b.example", PolicyMode::enforce, 4, 1),
                quoted("c.example", PolicyMode::none, 4, 1)}) ==
        Keys{"drift-sender-behind", "drift-sender-behind"});
}

TEST_CASE("who tests for two months without a failure is asked whether to go on") {
  const auto judged = [&](int since, std::int64_t failed) {
    ReportedPolicy reported = quoted("a.example", PolicyMode::testing, 14, 1);
    reported.sessions.failed = failed;
    return keys_of({.now = kNow,
                    .seen = {seen("1", kOld, since, 1), seen("2", kOld, 0, 0)},
                    .hosted = {},
                    .reported = {reported},
                    .tried = {}});
  };
  CHECK(judged(57, 0) == Keys{"drift-id-alone", "drift-testing-long"});
  CHECK(judged(50, 0) == Keys{"drift-id-alone"});
  CHECK(judged(57, 1) == Keys{"drift-id-alone"});
}

TEST_CASE("a host that senders try is named where it is no MX host") {
  const DriftFacts facts{.now = kNow,
                         .seen = {seen("1", kNew, 9, 0)},
                         .hosted = {},
                         .reported = {},
                         .tried = {{Domain("mx1.example.org"), parse_day("2026-11-23").value()},
                                   {Domain("old.example.org"), parse_day("2026-11-23").value()}}};
  const Findings findings = check_drift(facts);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].key == "mx-still-tried");
  CHECK(findings[0].evidence == "old.example.org");
}

TEST_CASE("until when a policy is held: the same as by asking those who fetched it in each hour") {
  std::mt19937 random(1);  // NOLINT(bugprone-random-generator-seed): the same each time
  for (int round = 0; round < 500; ++round) {
    std::vector<SetUp> history;
    std::vector<std::int64_t> max_ages;  // 0: of mode none
    Timestamp time = kNow - days(40);
    for (unsigned i = 0; i < random() % 6; ++i) {
      const auto mode = static_cast<PolicyMode>(random() % 3);
      max_ages.push_back(
          mode == PolicyMode::none ? 0 : 1 + static_cast<std::int64_t>(random() % 1'000'000));
      SetUp next = seen(std::to_string(i), text(mode, {"mx1.example.org"}, max_ages.back()), 0, 0);
      next.first = time;
      next.last = time += hours(random() % 200);
      time += hours(random() % 30);
      history.push_back(next);
    }
    std::optional<Timestamp> held;
    for (std::size_t i = 0; i < history.size(); ++i) {
      const Timestamp end = i + 1 < history.size() ? history[i + 1].first : history[i].last;
      for (Timestamp fetched = history[i].first; fetched <= end + hours(1) && max_ages[i] != 0;
           fetched += hours(1))
        held = std::max(held.value_or(Timestamp::min()), fetched + seconds(max_ages[i]));
    }
    CHECK(policy_held_until(history) == held);
  }
}

}  // namespace
}  // namespace tlsward
