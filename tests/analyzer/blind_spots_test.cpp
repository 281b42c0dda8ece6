// Tests analyzer/blind_spots.cpp: what the figures of a day do not show.
#include "analyzer/blind_spots.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace tlsward {
namespace {

using std::chrono::days;

const Day kDay = *parse_day("2026-11-23");

std::vector<Day> days_before(std::initializer_list<int> back) {
  std::vector<Day> result;
  for (const int n : back)
    result.push_back(kDay - days(n));
  std::ranges::sort(result);
  return result;
}

ReporterDays rhythm(const char* organization, const char* domain, std::vector<Day> reported) {
  return {.reporter = organization,
          .organization_name = organization,
          .domain = Domain(domain),
          .days = std::move(reported)};
}

Entry entry(std::int64_t report) {
  return {.domain = Domain("example.com"),
          .report = report,
          .reporter = "google.com",
          .organization_name = "Google Inc.",
          .trust = Trust::verified,
          .received = kDay + days(1) + std::chrono::hours(10)};
}

std::vector<std::string> sentences(const DayEvidence& evidence, std::string_view kind) {
  std::vector<std::string> found;
  for (const BlindSpot& spot : find_blind_spots(evidence))
    if (spot.kind == kind) found.push_back(spot.sentence);
  return found;
}

TEST_CASE("a rhythm is daily on 10 of the 14 days before, or on 5 of the 7") {
  struct {
    std::vector<Day> days;
    bool want;
  } const cases[] = {
      {days_before({1, 2, 3, 4, 5}), true},
      {days_before({1, 2, 3, 4, 8}), false},
      {days_before({3, 4, 5, 6, 7}), true},
      {days_before({14, 13, 12, 11, 10, 9, 8, 7, 6, 5}), true},
      {days_before({15, 14, 13, 12, 11, 10, 9, 8, 7, 6}), false},
      {days_before({0, 1, 2, 3, 4}), false},
      {{}, false},
  };
  for (const auto& c : cases) {
    CAPTURE(c.days.size());
    CHECK(is_daily(c.days, kDay) == c.want);
  }
}

TEST_CASE("a daily reporter that is missing is named once, with what it reports about") {
  const auto daily = days_before({1, 2, 3, 4, 5, 6, 7});
  auto here = daily;
  here.push_back(kDay);
  const DayEvidence evidence{
      .day = kDay,
      .rhythms = {rhythm("Microsoft", "example.com", daily),
                  rhythm("Microsoft", "b.example", daily), rhythm("Google", "example.com", here),
                  rhythm("Rare", "example.com", days_before({1, 9}))}};
  CHECK(
      sentences(evidence, "silent-reporter") ==
      std::vector<std::string>{
          "Microsoft reports daily for example.com and b.example, but not for this day (late?)."});
}

TEST_CASE("who reports daily in a way that is proof is not replaced by a stranger in its name") {
  ReporterDays daily = rhythm("Google", "example.com", days_before({0, 1, 2, 3, 4, 5, 6, 7}));
  daily.proven_days = days_before({1, 2, 3, 4, 5, 6, 7});
  CHECK(find_silent(std::vector{daily}, kDay).size() == 1);
  daily.proven_days.push_back(kDay);
  CHECK(find_silent(std::vector{daily}, kDay).empty());
  daily.proven_days = days_before({7});
  CHECK(find_silent(std::vector{daily}, kDay).empty());
}

TEST_CASE("an ordinary day has no blind spots") {
  CHECK(find_blind_spots({.day = kDay, .entries = {entry(1), entry(2)}}).empty());
}

TEST_CASE("odd reports are counted once each, however many entries they have") {
  DayEvidence evidence{.day = kDay, .entries = {entry(1), entry(1), entry(2)}};
  struct {
    const char* kind;
    void (*make_odd)(Entry&);
    const char* want;
  } const cases[] = {
      {"late", [](Entry& e) { e.received = kDay + days(3); },
       "1 report of this day came more than 2 days after it (Google Inc.)."},
      {"unauthenticated", [](Entry& e) { e.trust = Trust::unauthenticated; },
       "1 of 2 reports (Google Inc.) may be from anybody (HTTPS): in the totals, but no proof."},
      {"long-range", [](Entry& e) { e.range_over_a_day = true; },
       "Longer than 36 hours: 1 report (Google Inc.); sessions of other days are counted on this "
       "one."},
      {"deviations", [](Entry& e) { e.deviations = 3; },
       "3 deviations from RFC 8460 in 1 report (Google Inc.), read all the same."},
  };
  for (const auto& c : cases) {
    CAPTURE(c.kind);
    DayEvidence odd = evidence;
    c.make_odd(odd.entries[0]);
    c.make_odd(odd.entries[1]);
    CHECK(sentences(odd, c.kind) == std::vector<std::string>{c.want});
    CHECK(find_blind_spots(odd).size() == 1);
  }
}

TEST_CASE("a file that the operator imports late is not late") {
  Entry imported = entry(1);
  imported.trust = Trust::vouched;
  imported.received = kDay + days(900);
  CHECK(find_blind_spots({.day = kDay, .entries = {imported}}).empty());
}

TEST_CASE("quarantine is told by reason, conflicts as conflicts") {
  const DayEvidence evidence{.day = kDay,
                             .quarantine = {{Reason::not_understood, 2},
                                            {Reason::not_ours, 1},
                                            {Reason::implausible, 1},
                                            {Reason::conflict, 1}}};
  CHECK(sentences(evidence, "quarantined") ==
        std::vector<std::string>{
            "2 reports could not be understood and were kept: tlsward quarantine list",
            "1 report for domains that are not yours was set aside: tlsward quarantine list",
            "1 report with dates or counts that cannot be true was set aside: tlsward quarantine "
            "list"});
  CHECK(sentences(evidence, "conflict") ==
        std::vector<std::string>{
            "1 report contradicts what a stored one says; one of both counts: tlsward quarantine "
            "list"});
}

TEST_CASE("what could have counted and was turned away is told, what was no report is not") {
  const DayEvidence evidence{.day = kDay,
                             .refused = {{"not-a-report", "https", 90},
                                         {"storage-full", "https", 14},
                                         {"too-large", "file", 1},
                                         {"too-large", "https", 1}}};
  CHECK(sentences(evidence, "refused") ==
        std::vector<std::string>{
            "2 deliveries were turned away on this day and the next, over a limit: tlsward "
            "quarantine list --reason too-large",
            "14 deliveries were turned away on this day and the next, for which the quarantine had "
            "no room: tlsward quarantine list --reason storage-full"});
}

TEST_CASE("domains without reports are named, and names from strangers are printable") {
  DayEvidence evidence{.day = kDay,
                       .entries = {entry(1)},
                       .without_reports = {Domain("shop.example.com"), Domain("x\x1b[2J.example")}};
  evidence.entries[0].organization_name = "Evil\r\n\xE2\x80\xAE";
  evidence.entries[0].deviations = 1;
  CHECK(sentences(evidence, "no-reports") ==
        std::vector<std::string>{"Nobody reported about shop.example.com and x\\x1b[2j.example."});
  CHECK(sentences(evidence, "deviations").at(0).find("(Evil\\x0d\\x0aU+202E)") !=
        std::string::npos);
}

}  // namespace
}  // namespace tlsward
