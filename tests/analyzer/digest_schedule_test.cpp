// Tests analyzer/digest_schedule.cpp.
#include "analyzer/digest_schedule.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <set>
#include <thread>

namespace tlsward {

namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

Day day(std::string_view text) {
  return parse_day(text).value();
}

Timestamp at(std::string_view text) {
  return parse_datetime(text).value().time;
}

DigestSchedule every_day(std::string zone, minutes hour) {
  return {.zone = std::move(zone), .hour = hour};
}

std::string due(const DigestSchedule& schedule, std::string_view local_day) {
  const auto time = due_time(schedule, day(local_day));
  return time ? format_datetime(*time) : "never";
}

// A week that is longer than any change of clocks, as a daemon lives it: it looks every so often.
// Returns the local days whose digest it sent, in order.
std::vector<Day> live(const DigestSchedule& schedule, Timestamp from, Timestamp until,
                      minutes step) {
  std::vector<Day> sent;
  for (Timestamp now = from; now < until; now += step) {
    const Day key = latest_due_day(schedule, now);
    if (sent.empty() || sent.back() != key) sent.push_back(key);
  }
  return sent;
}

}  // namespace

TEST_CASE("a digest is due at the owner's hour in the owner's zone") {
  const struct {
    const char* zone;
    minutes hour;
    const char* local_day;
    const char* want;
  } cases[] = {
      {"UTC", hours(7), "2026-11-24", "2026-11-24T07:00:00Z"},
      {"Europe/Warsaw", hours(7), "2026-11-24", "2026-11-24T06:00:00Z"},
      {"Europe/Warsaw", hours(7), "2026-07-24", "2026-07-24T05:00:00Z"},
      {"Asia/Kolkata", minutes(30), "2026-11-24", "2026-11-23T19:00:00Z"},
      {"Asia/Kathmandu", hours(6), "2026-11-24", "2026-11-24T00:15:00Z"},
      {"Pacific/Kiritimati", hours(7), "2026-11-24", "2026-11-23T17:00:00Z"},
      {"America/Los_Angeles", hours(23), "2026-11-24", "2026-11-25T07:00:00Z"},
      // 02:30 does not exist: the clock goes from 02:00 to 03:00.
      {"Europe/Warsaw", minutes(150), "2026-03-29", "2026-03-29T01:00:00Z"},
      // 02:30 comes twice: the first.
      {"Europe/Warsaw", minutes(150), "2026-10-25", "2026-10-25T00:30:00Z"},
      // The clock goes from 23:00 to midnight: the last second of the day.
      {"America/Nuuk", minutes(23 * 60 + 30), "2026-03-28", "2026-03-29T00:59:59Z"},
      // The day begins at 01:00.
      {"Africa/Cairo", minutes(30), "2026-04-24", "2026-04-23T22:00:00Z"},
      // Samoa moved over the date line.
      {"Pacific/Apia", hours(7), "2011-12-29", "2011-12-29T17:00:00Z"},
      {"Pacific/Apia", hours(7), "2011-12-30", "never"},
      {"Pacific/Apia", hours(7), "2011-12-31", "2011-12-30T17:00:00Z"},
  };
  for (const auto& one : cases) {
    CAPTURE(one.zone);
    CAPTURE(one.local_day);
    CHECK(due(every_day(one.zone, one.hour), one.local_day) == one.want);
  }
}

TEST_CASE("without an hour it is 14:00 UTC in any zone, and the days are those of UTC") {
  for (const char* zone : {"UTC", "Australia/Adelaide", "Pacific/Kiritimati", "America/New_York"}) {
    const DigestSchedule schedule{.zone = zone};
    CHECK(due(schedule, "2026-10-04") == "2026-10-04T14:00:00Z");
    CHECK(live(schedule, at("2026-01-01T14:00:00Z"), at("2027-01-01T14:00:00Z"), hours(1)).size() ==
          365);
  }
}

TEST_CASE("the digest to send is that of the last day whose hour has come") {
  const DigestSchedule daily = every_day("Europe/Warsaw", hours(7));
  CHECK(latest_due_day(daily, at("2026-11-24T05:59:59Z")) == day("2026-11-23"));
  CHECK(latest_due_day(daily, at("2026-11-24T06:00:00Z")) == day("2026-11-24"));
  CHECK(latest_due_day(daily, at("2026-11-25T05:59:59Z")) == day("2026-11-24"));

  DigestSchedule weekly = daily;
  weekly.rhythm = DigestRhythm::weekly;
  CHECK(latest_due_day(weekly, at("2026-11-23T05:59:59Z")) == day("2026-11-16"));
  CHECK(latest_due_day(weekly, at("2026-11-23T06:00:00Z")) == day("2026-11-23"));
  CHECK(latest_due_day(weekly, at("2026-11-30T05:59:59Z")) == day("2026-11-23"));
}

TEST_CASE(
    "a digest covers each UTC day after the last one covered, up to the one before its hour") {
  using enum DigestRhythm;
  const struct {
    const char* what;
    DigestRhythm rhythm;
    const char* now;
    std::optional<Day> last_covered;
    const char* first;
    const char* last;
  } cases[] = {
      {"the first one", daily, "2026-11-24T14:00:00Z", {}, "2026-11-23", "2026-11-23"},
      {"the first one, before noon", daily, "2026-11-24T09:00:00Z", {}, "2026-11-22", "2026-11-22"},
      // The 24th is a Tuesday.
      {"the first of a week", weekly, "2026-11-24T14:00:00Z", {}, "2026-11-16", "2026-11-22"},
      {"the usual one", daily, "2026-11-24T14:00:00Z", day("2026-11-22"), "2026-11-23",
       "2026-11-23"},
      {"missed, made in the night", daily, "2026-11-24T02:19:00Z", day("2026-11-21"), "2026-11-22",
       "2026-11-22"},
      {"missed, made on Wednesday", weekly, "2026-11-25T02:19:00Z", day("2026-11-15"), "2026-11-16",
       "2026-11-22"},
      {"after an outage", daily, "2026-11-24T14:00:00Z", day("2026-11-18"), "2026-11-19",
       "2026-11-23"},
      {"after a long outage", daily, "2026-11-24T14:00:00Z", day("2025-01-01"), "2025-01-02",
       "2026-11-23"},
      {"a second one on a UTC day", daily, "2026-11-24T14:00:00Z", day("2026-11-23"), "2026-11-24",
       "2026-11-23"},
      {"the clock was ahead", daily, "2026-11-24T14:00:00Z", day("2036-11-23"), "2026-11-24",
       "2026-11-23"},
  };
  for (const auto& one : cases) {
    CAPTURE(one.what);
    const CoveredDays covered = covered_days({.rhythm = one.rhythm}, at(one.now), one.last_covered);
    CHECK(format_day(covered.first) == one.first);
    CHECK(format_day(covered.last) == one.last);
    CHECK(covered.none() == (covered.last < covered.first));
  }
}

TEST_CASE("there is no zone of a wrong name") {
  CHECK_THROWS_AS(due_time(every_day("Europe/Warszawa", hours(7)), day("2026-11-24")),
                  std::runtime_error);
  const auto names = zone_names();
  CHECK(std::ranges::find(names, "Europe/Warsaw") != names.end());
  CHECK(std::ranges::find(names, "Europe/Warszawa") == names.end());
}

TEST_CASE("threads may ask of the same zones at once") {
  std::vector<std::jthread> threads;
  std::array<std::string, 8> answers;
  for (std::string& answer : answers)
    threads.emplace_back(
        [&answer] { answer = due(every_day("Asia/Tokyo", hours(7)), "2026-11-24"); });
  threads.clear();
  for (const std::string& answer : answers)
    CHECK(answer == "2026-11-23T22:00:00Z");
}

// Each zone lives twenty years, at an hour that differs from zone to zone
// and so comes to lie in many a gap; the daemon looks every eleven hours.
TEST_CASE("twenty years have one digest for each local day in every zone" *
          doctest::test_suite("slow")) {
  const Timestamp from = at("2020-01-03T00:00:00Z");
  const Timestamp until = at("2040-01-03T00:00:00Z");
  int minute = 0;
  for (const std::string& zone : zone_names()) {
    CAPTURE(zone);
    minute = (minute + 37) % (24 * 60);
    const DigestSchedule schedule = every_day(zone, minutes(minute));
    const auto sent = live(schedule, from, until, hours(11));
    std::size_t missed = 0;
    for (std::size_t i = 1; i < sent.size(); ++i)
      for (Day between = sent[i - 1] + days(1); between != sent[i]; between += days(1))
        if (between > sent[i] || due_time(schedule, between)) ++missed;
    CHECK(missed == 0);
    CHECK(std::set(sent.begin(), sent.end()).size() == sent.size());
    CHECK(sent.size() >= 20 * 365 + 4);
    CHECK(sent.size() <= 20 * 365 + 6);
  }
}

}  // namespace tlsward
