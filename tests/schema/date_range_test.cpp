// schema/date_range.cpp: the range that two dates mean, and that of a file name.
#include "schema/date_range.h"

#include <doctest/doctest.h>

#include <optional>
#include <string>

namespace tlsward {
namespace {

std::optional<Timestamp> time_of(std::string_view text) {
  const std::optional<DateTime> date = parse_datetime(text);
  return date ? std::optional(date->time) : std::nullopt;
}

std::string text_of(const std::optional<DateRange>& range) {
  return range ? format_datetime(range->start) + ' ' + format_datetime(range->end) : "none";
}

}  // namespace

TEST_CASE("a UTC day begins at midnight and has 24 hours") {
  const struct {
    std::string_view start;
    std::string_view end;
    bool want;
  } cases[] = {
      {"2026-11-22T00:00:00Z", "2026-11-22T23:59:59Z", true},
      {"2026-11-22T00:00:00Z", "2026-11-23T00:00:00Z", true},
      {"2026-11-22T01:00:00+01:00", "2026-11-23T01:00:00+01:00", true},
      {"2026-11-22T13:00:00Z", "2026-11-22T13:59:59Z", false},
      {"2026-11-22T00:00:07Z", "2026-11-23T00:00:00Z", false},
      {"2026-11-21T22:00:00Z", "2026-11-22T22:00:00Z", false},
      {"2026-11-16T00:00:00Z", "2026-11-22T23:59:59Z", false},
  };
  for (const auto& [start, end, want] : cases) {
    CAPTURE(start);
    CHECK(is_utc_day(*make_date_range(time_of(start), time_of(end), [](auto) {})) == want);
  }
}

TEST_CASE("two dates become one half-open range") {
  const struct {
    std::string_view start;
    std::string_view end;
    std::string_view want;
    bool reversed;
  } cases[] = {
      {"2026-11-22T00:00:00Z", "2026-11-22T23:59:59Z", "2026-11-22T00:00:00Z 2026-11-23T00:00:00Z",
       false},
      {"2026-11-22T00:00:00Z", "2026-11-23T00:00:00Z", "2026-11-22T00:00:00Z 2026-11-23T00:00:00Z",
       false},
      {"2026-11-22T13:00:00Z", "2026-11-22T13:59:59Z", "2026-11-22T13:00:00Z 2026-11-22T14:00:00Z",
       false},
      {"2026-11-22T13:00:00Z", "2026-11-22T13:30:59Z", "2026-11-22T13:00:00Z 2026-11-22T13:30:59Z",
       false},
      {"2026-12-31T00:00:00Z", "2026-12-31T23:59:59Z", "2026-12-31T00:00:00Z 2027-01-01T00:00:00Z",
       false},
      {"2026-11-22T00:00:00Z", "", "2026-11-22T00:00:00Z 2026-11-23T00:00:00Z", false},
      {"", "2026-11-22T23:59:59Z", "2026-11-22T00:00:00Z 2026-11-23T00:00:00Z", false},
      {"", "", "none", false},
      {"2026-11-22T00:00:00Z", "2026-11-22T00:00:00Z", "2026-11-22T00:00:00Z 2026-11-23T00:00:00Z",
       true},
      {"2026-11-22T00:00:00Z", "1970-01-01T00:00:00Z", "2026-11-22T00:00:00Z 2026-11-23T00:00:00Z",
       true},
      {"9999-12-31T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T00:00:00Z 9999-12-31T23:59:59Z",
       false},
      {"9999-12-31T12:00:00Z", "", "9999-12-31T12:00:00Z 9999-12-31T23:59:59Z", false},
  };
  for (const auto& [start, end, want, reversed] : cases) {
    CAPTURE(start);
    CAPTURE(end);
    int notes = 0;
    const auto note = [&notes](DeviationCode code) {
      CHECK(code == DeviationCode::date_range_reversed);
      ++notes;
    };
    CHECK(text_of(make_date_range(time_of(start), time_of(end), note)) == want);
    CHECK(notes == (reversed ? 1 : 0));
  }
}

TEST_CASE("a file name of RFC 8460 section 5.1 tells the range, another does not") {
  const std::string day = "2026-11-22T00:00:00Z 2026-11-23T00:00:00Z";
  const struct {
    std::string_view name;
    std::string want;
  } cases[] = {
      {"sender.example!example.com!1795305600!1795391999!7.json.gz", day},
      {"sender.example!example.com!1795305600!1795392000.json", day},
      {"Sender Example!example.com!1795305600!1795391999", day},
      {"", "none"},
      {"report.json", "none"},
      {"sender.example!example.com!1795305600.json", "none"},
      {"sender.example!example.com!1795391999!1795305600.json", "none"},
      {"sender.example!example.com!begin!end.json", "none"},
      {"a!b!!", "none"},
      {"a!b!1795305600!99999999999999999999.json", "none"},
      {"a!b!1795305600!179530560000.json", "none"},
  };
  for (const auto& [name, want] : cases) {
    CAPTURE(name);
    CHECK(text_of(date_range_of_file(name)) == want);
  }
}

}  // namespace tlsward
