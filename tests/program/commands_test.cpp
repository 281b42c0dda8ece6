// Tests program/commands.cpp as far as flags go; what the commands print is tested by tests/e2e.
#include "program/commands.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

const Day kToday = *parse_day("2026-11-24");

std::string days_of(const FilterFlags& flags) {
  const Filter filter = make_filter(flags, kToday);
  const auto text = [](std::optional<Day> day) { return day ? format_day(*day) : "-"; };
  return text(filter.since) + ' ' + text(filter.until);
}

}  // namespace

TEST_CASE("the flags of days narrow to days, both ends included") {
  const struct {
    FilterFlags flags;
    std::string want;
  } cases[] = {{{}, "- -"},
               {{.day = "yesterday"}, "2026-11-23 2026-11-23"},
               {{.day = "last-week"}, "2026-11-16 2026-11-22"},
               {{.since = "7d"}, "2026-11-17 -"},
               {{.until = "last-week"}, "- 2026-11-22"},
               {{.since = "last-week", .until = "today"}, "2026-11-16 2026-11-24"}};
  for (const auto& [flags, want] : cases) {
    CAPTURE(want);
    CHECK(days_of(flags) == want);
  }
  CHECK_THROWS_AS(make_filter({.until = "never"}, kToday), UsageError);
}

TEST_CASE("the other flags go into the filter as they are, domains as domains") {
  const Filter filter = make_filter({.domains = {"Example.ORG."},
                                     .reporter = "a",
                                     .type = "b",
                                     .policy_type = "c",
                                     .mx = "MX.example.org",
                                     .ip = "2001:DB8:0::0007",
                                     .failed = true,
                                     .limit = 5},
                                    kToday);
  CHECK(filter.domains == std::vector{Domain("example.org")});
  CHECK(filter.reporter == "a");
  CHECK(filter.result_type == "b");
  CHECK(filter.policy_type == "c");
  CHECK(filter.mx == "mx.example.org");
  CHECK(filter.ip == "2001:db8::7");  // the form in which addresses are kept
  CHECK(filter.failed);
  CHECK(filter.limit == 5);
}

TEST_CASE("what is no domain, host, address or day is told, with what to write") {
  const struct {
    FilterFlags flags;
    std::string want;
  } cases[] = {
      {{.domains = {"example.org", "ex ample"}}, "--domain: \"ex ample\" is no domain name; "},
      {{.mx = "mx1"}, "--mx: \"mx1\" is no domain name; write it like mail.example.org"},
      {{.ip = "192.0.2.256"}, "--ip: \"192.0.2.256\" is no address; write it like 192.0.2.7"},
      {{.day = "2026-02-30"}, "--day: 2026-02-30 is no day; write "},
      {{.since = "today", .until = "7d"},
       "--since 2026-11-24 is after --until 2026-11-17; swap them"}};
  for (const auto& [flags, want] : cases) {
    CAPTURE(want);
    CHECK_THROWS_WITH_AS(make_filter(flags, kToday), doctest::Contains(want.c_str()), UsageError);
  }
}

}  // namespace tlsward
