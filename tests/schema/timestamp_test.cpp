// schema/timestamp.cpp: what senders write for a date, and on which day a report counts.
#include "schema/timestamp.h"

#include <doctest/doctest.h>

#include <string>

namespace tlsward {

namespace {

Timestamp at(std::string_view text) {
  const auto parsed = parse_datetime(text);
  REQUIRE(parsed);
  return parsed->time;
}

// The oddities of a date, each as one word.
std::string oddities(const DateTime& parsed) {
  std::string words;
  if (parsed.zone_missing) words += " zone_missing";
  if (parsed.zone_offset) words += " zone_offset";
  if (parsed.fraction) words += " fraction";
  if (parsed.leap_second) words += " leap_second";
  return words.empty() ? words : words.substr(1);
}

}  // namespace

TEST_CASE("a date-time is read in every form that senders use") {
  struct {
    std::string_view text;
    std::string_view utc;
    std::string_view oddities;
  } const cases[] = {
      {"2026-11-24T00:00:00Z", "2026-11-24T00:00:00Z", ""},
      {"2026-11-24T23:59:59Z", "2026-11-24T23:59:59Z", ""},
      {"2026-11-24t01:02:03z", "2026-11-24T01:02:03Z", ""},
      {"2026-11-24 01:02:03Z", "2026-11-24T01:02:03Z", ""},
      {"2026-11-24T01:02:03", "2026-11-24T01:02:03Z", "zone_missing"},
      {"2026-11-24T01:02:03+02:00", "2026-11-23T23:02:03Z", "zone_offset"},
      {"2026-11-24T01:02:03-00:30", "2026-11-24T01:32:03Z", "zone_offset"},
      {"2026-11-24T01:02:03+0200", "2026-11-23T23:02:03Z", "zone_offset"},
      {"2026-11-24T01:02:03+00:00", "2026-11-24T01:02:03Z", "zone_offset"},
      {"2026-11-24T01:02:03.000Z", "2026-11-24T01:02:03Z", "fraction"},
      {"2026-11-24T01:02:03.999999999Z", "2026-11-24T01:02:03Z", "fraction"},
      {"2026-11-24T01:02:03.5", "2026-11-24T01:02:03Z", "zone_missing fraction"},
      {"2026-11-24T01:02:03.5+01:00", "2026-11-24T00:02:03Z", "zone_offset fraction"},
      {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z", "leap_second"},
      {"2017-01-01T00:59:60+01:00", "2017-01-01T00:00:00Z", "zone_offset leap_second"},
      {"2026-12-31T24:00:00Z", "2027-01-01T00:00:00Z", ""},
      {"2024-02-29T12:00:00Z", "2024-02-29T12:00:00Z", ""},
      {"2000-02-29T12:00:00Z", "2000-02-29T12:00:00Z", ""},
      {"1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z", ""},
      {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z", ""},
      {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z", ""},
  };
  for (const auto& [text, utc, odd] : cases) {
    CAPTURE(text);
    const auto parsed = parse_datetime(text);
    REQUIRE(parsed);
    CHECK(format_datetime(parsed->time) == utc);
    CHECK(oddities(*parsed) == odd);
  }
}

TEST_CASE("a date-time counts seconds since 1970") {
  CHECK(at("1970-01-01T00:00:00Z").time_since_epoch().count() == 0);
  CHECK(at("1969-12-31T23:59:59Z").time_since_epoch().count() == -1);
  CHECK(at("2026-11-24T00:00:00Z").time_since_epoch().count() == 1795478400);
}

TEST_CASE("what is no date-time is absent") {
  for (const std::string_view text : {
           "",
           "2026-11-24",
           "2026-11-24T",
           "2026-11-24T00:00",
           "2026-11-24T00:00Z",
           "2026-11-24T00:00:0Z",
           "2026-11-24T00:00:00 Z",
           "2026-11-24T00:00:00Z ",
           " 2026-11-24T00:00:00Z",
           "2026-11-24T00:00:00ZZ",
           "2026-11-24T00:00:00.Z",
           "2026-11-24T00:00:00,5Z",
           "2026-11-24T00:00:00+",
           "2026-11-24T00:00:00+2",
           "2026-11-24T00:00:00+02",
           "2026-11-24T00:00:00+24:00",
           "2026-11-24T00:00:00+02:60",
           "2026-11-24T00:00:00 UTC",
           "2026-11-24T24:00:01Z",
           "2026-11-24T24:01:00Z",
           "2026-11-24T25:00:00Z",
           "2026-11-24T00:60:00Z",
           "2026-11-24T00:00:61Z",
           "2026-11-24_00:00:00Z",
           "2026/11/24T00:00:00Z",
           "2026-13-01T00:00:00Z",
           "2026-00-01T00:00:00Z",
           "2026-11-31T00:00:00Z",
           "2026-11-00T00:00:00Z",
           "2026-02-29T00:00:00Z",
           "1900-02-29T00:00:00Z",
           "0000-01-01T00:00:00Z",
           "0001-01-01T00:00:00+00:01",
           "9999-12-31T23:59:60Z",
           "9999-12-31T23:59:59-00:01",
           "12026-11-24T00:00:00Z",
           "-026-11-24T00:00:00Z",
           "+026-11-24T00:00:00Z",
           "Tue, 24 Nov 2026 00:00:00 +0000",
           "1795478400",
       }) {
    CAPTURE(text);
    CHECK(!parse_datetime(text));
  }
}

TEST_CASE("no byte of a date-time may be another") {
  const std::string good = "2026-11-24T01:02:03Z";
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (const char c : {'\0', 'x', '/', ':', '-', '\x7f', '\xff'}) {
      std::string bad = good;
      if (bad[i] == c) continue;
      bad[i] = c;
      CAPTURE(bad);
      CHECK(!parse_datetime(bad));
    }
    CAPTURE(i);
    // Only the zone may be missing.
    CHECK(parse_datetime(good.substr(0, i)).has_value() == (i == good.size() - 1));
  }
}

TEST_CASE("a day is read and written as year, month and day") {
  for (const auto* const text : {"2026-11-24", "2024-02-29", "0001-01-01", "9999-12-31"}) {
    CAPTURE(text);
    const auto day = parse_day(text);
    REQUIRE(day);
    CHECK(format_day(*day) == text);
  }
  for (const auto* const text : {"", "2026-11-24 ", "2026-11-24T00:00:00Z", "2026-1-24", "20261124",
                                 "2026-02-29", "0000-01-01", "yesterday"}) {
    CAPTURE(text);
    CHECK(!parse_day(text));
  }
}

TEST_CASE("every day of four hundred years is written as it is read") {
  const Day first = *parse_day("1900-01-01");
  for (Day day = first; day < first + std::chrono::days{146097}; day += std::chrono::days{1}) {
    if (parse_day(format_day(day)) != day) FAIL_CHECK(format_day(day));
  }
}

TEST_CASE("a report counts on the day that holds the middle of its range") {
  struct {
    std::string_view what;
    std::string_view start;
    std::string_view end;
    std::string_view want;
  } const cases[] = {
      {"a UTC day", "2026-11-24T00:00:00Z", "2026-11-25T00:00:00Z", "2026-11-24"},
      {"Halon's local day, east", "2026-11-23T14:00:00Z", "2026-11-24T14:00:00Z", "2026-11-24"},
      {"a local day, west", "2026-11-24T08:00:00Z", "2026-11-25T08:00:00Z", "2026-11-24"},
      {"Stalwart's hour", "2026-11-24T23:00:00Z", "2026-11-25T00:00:00Z", "2026-11-24"},
      {"Stalwart's week", "2026-11-21T09:00:00Z", "2026-11-28T09:00:00Z", "2026-11-24"},
      {"a day that begins at noon", "2026-11-24T12:00:00Z", "2026-11-25T12:00:00Z", "2026-11-25"},
      {"one second before that", "2026-11-24T11:59:59Z", "2026-11-25T11:59:59Z", "2026-11-24"},
      {"no time at all", "2026-11-24T00:00:00Z", "2026-11-24T00:00:00Z", "2026-11-24"},
      {"before 1970", "1969-12-30T00:00:00Z", "1969-12-31T00:00:00Z", "1969-12-30"},
      {"all of time", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "5000-07-02"},
  };
  for (const auto& [what, start, end, want] : cases) {
    CAPTURE(what);
    CHECK(format_day(report_day(at(start), at(end))) == want);
  }
}

}  // namespace tlsward
