// Tests program/demo.cpp: the month's story, as its digests tell it.
#include "program/demo.h"

#include "analyzer/digest.h"
#include "schema/deliveries.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace tlsward {
namespace {

using std::chrono::days;

const Day kLastDay = *parse_day("2026-11-24");

std::unique_ptr<Store> make_demo(std::uint32_t seed) {
  auto store = open_store(":memory:", Commits::grouped);
  make_demo_reports(*store, kLastDay, seed);
  return store;
}

std::vector<std::string> problems(const Digest& digest) {
  std::vector<std::string> found;
  for (const DigestDomain& domain : digest.domains)
    for (const DigestProblem& problem : domain.problems)
      found.push_back(problem.group.key.cause + ' ' + problem.group.key.host.text());
  return found;
}

}  // namespace

TEST_CASE("the demo has an incident that began, one that ended, and a silent reporter") {
  for (const std::uint32_t seed : {1U, 2U, 3U}) {
    CAPTURE(seed);
    const auto store = make_demo(seed);
    const Digest last = make_digest(*store, kLastDay, {});
    CHECK(last.verdict == Verdict::action);
    CHECK(last.domains.size() == 4);
    CHECK(problems(last) == std::vector<std::string>{"certificate-expired mx2.example.org"});
    const DigestProblem& expired = last.domains.front().problems.front();
    CHECK(expired.group.witnesses.size() == 3);
    CHECK(expired.since == kLastDay - days(1));
    CHECK(std::any_of(last.blind_spots.begin(), last.blind_spots.end(), [](const BlindSpot& spot) {
      return spot.kind == "silent-reporter" &&
             spot.sentence.find("Parcel Notices") != std::string::npos;
    }));

    for (const int back : {10, 13})
      CHECK(problems(make_digest(*store, kLastDay - days(back), {})) ==
            std::vector<std::string>{"starttls-not-supported mx1.example.net"});
    for (const int back : {2, 9, 14, 29})
      CHECK(make_digest(*store, kLastDay - days(back), {}).verdict == Verdict::ok);
  }
}

TEST_CASE("the demo covers 30 days, and all of it counts") {
  const auto store = make_demo(1);
  const StoreFigures figures = store->reports().figures();
  CHECK(figures.first_day == kLastDay - days(29));
  CHECK(figures.last_day == kLastDay);
  CHECK(figures.conflicts == 0);
  CHECK(store->deliveries().quarantine({}, 10).empty());
  CHECK(store->pending() == 0);
}

TEST_CASE("sessions told under two policies count once") {
  const auto store = make_demo(1);
  const auto sums = store->reports().sums({.domains = {Domain("example.com")}, .since = kLastDay});
  REQUIRE(sums.size() == 1);
  CHECK(sums.front().sessions.total() < 500);  // 380 on a working day; twice Northwind's would pass
  CHECK(sums.front().sessions.failed == 0);
}

TEST_CASE("one seed tells one story, another seed another") {
  const auto one = make_demo(1)->reports().sums({});
  CHECK(one.size() == 120);
  const auto again = make_demo(1)->reports().sums({});
  const auto other = make_demo(2)->reports().sums({});
  const auto same = [](const DaySum& a, const DaySum& b) {
    return a.day == b.day && a.domain == b.domain && a.sessions == b.sessions;
  };
  CHECK(std::equal(one.begin(), one.end(), again.begin(), again.end(), same));
  CHECK_FALSE(std::equal(one.begin(), one.end(), other.begin(), other.end(), same));
}

}  // namespace tlsward
