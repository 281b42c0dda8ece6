// Tests analyzer/policy_history.h.
#include "analyzer/policy_history.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace tlsward {
namespace {

using std::chrono::days;
using std::chrono::hours;

const Timestamp kNow = parse_day("2026-11-24").value() + hours(13);
const Day kToday = parse_day("2026-11-24").value();

PolicyTerms terms(PolicyMode mode) {
  return {.mode = mode, .mx = {"mx1.example.org"}, .max_age = 604'800};
}

SetUp seen(const std::string& id, PolicyMode mode, int from, int to) {
  return {.domain = Domain("example.org"),
          .id = id,
          .policy = policy_text(terms(mode)),
          .mx_hosts = {},
          .first = kNow - days(from),
          .last = kNow - days(to)};
}

ReportedPolicy quoted(const std::string& reporter, PolicyMode mode, int from, int to) {
  return {.reporter = reporter,
          .organization_name = reporter,
          .terms = terms(mode),
          .first = kToday - days(from),
          .last = kToday - days(to),
          .sessions = {}};
}

TEST_CASE("each version is told once, with its time, its ids and who went by it last") {
  const std::vector<SetUp> looks = {seen("1", PolicyMode::testing, 30, 20),
                                    seen("2", PolicyMode::testing, 19, 10),
                                    seen("3", PolicyMode::enforce, 9, 0)};
  const std::vector<ReportedPolicy> reports = {quoted("a.example", PolicyMode::testing, 30, 10),
                                               quoted("a.example", PolicyMode::enforce, 9, 1),
                                               quoted("b.example", PolicyMode::testing, 30, 2),
                                               quoted("c.example", PolicyMode::none, 3, 3)};
  const auto versions = policy_history(looks, reports);
  REQUIRE(versions.size() == 3);
  CHECK(versions[0].terms.mode == PolicyMode::enforce);
  CHECK(versions[0].is_served);
  CHECK(versions[0].held_until == kNow + days(7));
  REQUIRE(versions[0].holders.size() == 1);
  CHECK(versions[0].holders[0].reporter == "a.example");
  CHECK(versions[1].terms.mode == PolicyMode::testing);
  CHECK(versions[1].ids == std::vector<std::string>{"1", "2"});
  CHECK(versions[1].first == kNow - days(30));
  CHECK(versions[1].last == kNow - days(10));
  // Its sender showed two days ago, at some time of that day, that it still holds it.
  CHECK(versions[1].held_until == Timestamp(kToday - days(1)) + days(7));
  CHECK(versions[2].terms.mode == PolicyMode::none);
  CHECK_FALSE(versions[2].first);
  CHECK_FALSE(versions[2].held_until);
  CHECK(versions[2].holders.size() == 1);
  CHECK(to_json(versions[1])["holders"] == nlohmann::json{"b.example"});
}

TEST_CASE("what is no policy is none") {
  SetUp html = seen("1", PolicyMode::testing, 9, 0);
  html.policy = "<html>";
  CHECK(policy_history(std::vector{html}, {}).empty());
  CHECK(policy_history({}, {}).empty());
}

}  // namespace
}  // namespace tlsward
