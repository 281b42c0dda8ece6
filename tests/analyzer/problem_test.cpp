// Tests analyzer/problem.cpp: which failures are one problem, and how one lives. Days are columns:
// "3" failed sessions, "0" a report without the problem, "." no report.
#include "analyzer/problem.h"

#include <doctest/doctest.h>

#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace tlsward {
namespace {

const Day kFirst = *parse_day("2026-11-01");

struct Row {
  const char* days;
  Trust trust = Trust::verified;
};

std::vector<ProblemWitness> witnesses(const std::vector<Row>& rows) {
  std::vector<ProblemWitness> all;
  for (const Row& row : rows) {
    ProblemWitness witness{
        .who = {.reporter = std::to_string(all.size()) + ".example", .trust = row.trust}};
    std::istringstream words(row.days);
    Day day = kFirst;
    for (std::string word; words >> word; day += std::chrono::days(1))
      if (word != ".") witness.days.push_back({day, std::stoll(word)});
    all.push_back(witness);
  }
  return all;
}

// "opened since 1", "resolved 5 since 3, 2 episodes": days by their number.
std::string in_words(const ProblemLife& life) {
  const auto number = [](Day day) { return std::to_string((day - kFirst).count() + 1); };
  std::string text(name(life.state));
  if (life.resolved) text += ' ' + number(*life.resolved);
  text += " since " + number(life.since);
  return life.episodes == 1 ? text : text + ", " + std::to_string(life.episodes) + " episodes";
}

TEST_CASE("a problem opens, grows, shrinks, is resolved and comes back") {
  const Trust stranger = Trust::unauthenticated;
  struct {
    std::string what;
    std::vector<Row> rows;
    std::string want;
  } const cases[] = {
      {"seen once", {{"0 0 4"}}, "opened since 3"},
      {"twice as much", {{"5 10"}}, "growing since 1"},
      {"twice of little is little", {{"2 4"}}, "ongoing since 1"},
      {"the mean of the days before", {{"2 8 10"}}, "growing since 1"},
      {"seven days at most", {{"99 4 4 4 4 4 4 4 9"}}, "growing since 1"},
      {"as before", {{"10 12 9"}}, "ongoing since 1"},
      {"half", {{"10 5"}}, "shrinking since 1"},
      {"one clean report is not two", {{"10 0"}}, "shrinking since 1"},
      {"two clean reports", {{"10 0 0"}}, "resolved 3 since 1"},
      {"days without reports do not count", {{"10 . . . 0 . ."}}, "shrinking since 1"},
      {"two clean reports, later", {{"10 . 0 . 0 ."}}, "resolved 5 since 1"},
      {"a clean report between", {{"10 0 10"}}, "growing since 1"},
      {"back", {{"10 0 0 3"}}, "came-back since 4, 2 episodes"},
      {"back and on", {{"10 0 0 3 3"}}, "ongoing since 4, 2 episodes"},
      {"back and over again", {{"10 0 0 3 0 0"}}, "resolved 6 since 4, 2 episodes"},
      {"clean reports of others prove nothing", {{"10 . ."}, {"0 0 0"}}, "opened since 1"},
      {"all who saw it", {{"10 0 0 ."}, {"3 . 0 ."}}, "shrinking since 1"},
      {"all are clear", {{"10 0 0 . ."}, {"3 . 0 . 0"}}, "resolved 5 since 1"},
      {"who fell silent is waited for 14 days",
       {{"9 0 0 0 0 0 0 0 0 0 0 0 0 0 0"}, {"1"}},
       "shrinking since 1"},
      {"and then not", {{"9 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0"}, {"1"}}, "resolved 16 since 1"},
      {"but not where nobody is clear",
       {{"9 . . . . . . . . . . . . . . . . ."}},
       "opened since 1"},
      {"one who saw it before does not keep it open later",
       {{"9 0 0 8 0 0"}, {"1 0 0 . . ."}},
       "resolved 6 since 4, 2 episodes"},
      {"a late reporter is no change", {{"9 9"}, {"9 ."}}, "ongoing since 1"},
      {"a new reporter is growth", {{"9 9"}, {"0 9"}}, "growing since 1"},
      {"a late report counts on its day and reopens", {{"5 0 0"}, {". . 2"}}, "ongoing since 1"},
      {"a flood of strangers is no growth", {{"9 9"}, {". 90000", stranger}}, "ongoing since 1"},
      {"nor does it reopen", {{"9 0 0"}, {"9 . . 9", stranger}}, "resolved 3 since 1"},
      {"clean reports of a stranger end nothing",
       {{"9 . ."}, {"1 0 0", stranger}},
       "opened since 1"},
      {"strangers alone", {{"9 9 0 0", stranger}}, "resolved 4 since 1"},
      {"more than can be counted",
       {{"9223372036854775807 9223372036854775807"}, {"9223372036854775807 9223372036854775807"}},
       "ongoing since 1"},
  };
  for (const auto& test : cases) {
    CAPTURE(test.what);
    CHECK(in_words(life_of(witnesses(test.rows))) == test.want);
  }
}

TEST_CASE("growth is measured since the day that was told, by what failed on a report day") {
  struct {
    std::string what;
    const char* days;
    int told;  // the number of the day
    std::string want;
  } const cases[] = {
      {"a hundredfold, for a week", "10 10 10 1000 1000 1000 1000 1000 1000 1000", 3, "growing"},
      {"on the last day only", "10 10 10 10 10 10 10 10 10 1000", 3, "growing"},
      {"before it was told", "10 10 1000 1000 1000", 4, "ongoing"},
      {"less than was told", "100 100 100 9 9 9 9 9 9 9", 3, "shrinking"},
      {"a bad day among good ones", "10 10 10 10 25 10 10", 3, "ongoing"},
      {"nothing since", "10 100 . .", 2, "ongoing"},
  };
  for (const auto& test : cases) {
    CAPTURE(test.what);
    const Day told = kFirst + std::chrono::days(test.told - 1);
    CHECK(name(life_of(witnesses({{test.days}}), {}, told).state) == test.want);
  }
}

TEST_CASE("what somebody settled is over until it fails on a later day") {
  struct {
    const char* days;
    int settled;  // the number of the day
    std::string want;
  } const cases[] = {
      {"9 9", 2, "resolved 2 since 1"},
      {"9 9", 3, "resolved 3 since 1"},
      {"9 9 0", 2, "resolved 2 since 1"},
      {"9 9 . 9", 2, "came-back since 4, 2 episodes"},
      {"9 9 . 9 9", 2, "ongoing since 4, 2 episodes"},
      {"9 0 0 . .", 5, "resolved 3 since 1"},
      {". . 9", 1, "opened since 3"},
  };
  for (const auto& test : cases) {
    CAPTURE(test.days);
    const Day settled = kFirst + std::chrono::days(test.settled - 1);
    CHECK(in_words(life_of(witnesses({{test.days}}), settled)) == test.want);
  }
}

TEST_CASE("a problem is as large as what failed in seven days, by those who count") {
  const Day last = kFirst + std::chrono::days(7);
  CHECK(size_of(witnesses({{"100 1 2 3 4 5 6 7"}}), last) == 28);
  CHECK(size_of(witnesses({{". . . . . . . 7"}, {". . . . . . . 3"}}), last) == 10);
  CHECK(size_of(witnesses({{". . . . . . . 7"}, {"1 1 1 1 1 1 1 90", Trust::unauthenticated}}),
                last) == 7);
  const auto days = days_of(witnesses({{"1 . 0"}, {"2 5 .", Trust::unauthenticated}}));
  CHECK(days == std::vector<ReportDay>{{kFirst, 3},
                                       {kFirst + std::chrono::days(1), 5},
                                       {kFirst + std::chrono::days(2), 0}});
}

TEST_CASE("a mute ends by its date, or when the problem grew tenfold") {
  const Mute mute{
      .problem = "a", .since = kFirst, .until = kFirst + std::chrono::days(9), .size = 12};
  struct {
    int day;
    std::int64_t size;
    bool want;
  } const cases[] = {{0, 12, false},  {1, 12, true},  {10, 12, true},
                     {11, 12, false}, {5, 119, true}, {5, 120, false}};
  for (const auto& test : cases) {
    CAPTURE(test.day);
    CAPTURE(test.size);
    CHECK(is_muted(mute, test.size, kFirst + std::chrono::days(test.day - 1)) == test.want);
  }
  CHECK_FALSE(is_muted({.since = kFirst, .until = kFirst, .size = 0}, 10, kFirst));
}

TEST_CASE("failures are one problem by line, policy, type, host and reason") {
  const Failure failure{.domain = Domain("example.com"),
                        .policy_type = "sts",
                        .detail = {.result_type = "certificate-expired",
                                   .receiving_mx_hostname = Domain("mx.example.com"),
                                   .failure_reason_code = " X509_V_ERR_CERT_HAS_EXPIRED"}};
  const ProblemKey key = key_of(failure);
  CHECK(key.host == Domain("mx.example.com"));
  Failure other = failure;
  other.day += std::chrono::days(1);
  other.reporter = "b.example";
  other.detail.sending_mta_ip = "192.0.2.7";
  CHECK(key_of(other) == key);
  other.detail.result_type = "sts-webpki-invalid";
  CHECK(key_of(other).host == Domain("mta-sts.example.com"));

  const HashKey hash_key{1};
  std::set<std::string> ids{problem_id(key, hash_key), problem_id(key, HashKey{2})};
  for (auto member : {&ProblemKey::policy_type, &ProblemKey::result_type, &ProblemKey::reason}) {
    ProblemKey changed = key;
    (changed.*member) += "x";
    ids.insert(problem_id(changed, hash_key));
  }
  for (auto member : {&ProblemKey::domain, &ProblemKey::host}) {
    ProblemKey changed = key;
    changed.*member = Domain("x.example");
    ids.insert(problem_id(changed, hash_key));
  }
  CHECK(ids.size() == 7);
  CHECK(ids.begin()->size() == 10);
  CHECK(problem_id(key, hash_key) == problem_id(key_of(failure), hash_key));
}

}  // namespace
}  // namespace tlsward
