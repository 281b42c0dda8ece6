// Tests program/setting_text.cpp.
#include "program/setting_text.h"

#include <doctest/doctest.h>

namespace tlsward {

using namespace std::chrono_literals;

TEST_CASE("sizes are read with their unit") {
  const struct {
    std::string text;
    std::optional<std::int64_t> want;
  } cases[] = {{"0", 0},
               {"512", 512},
               {"1B", 1},
               {"64KiB", 65536},
               {"10 MiB", 10485760},
               {"2GiB", 2147483648},
               {"8589934591GiB", 8589934591LL << 30},
               {"8589934592GiB", {}},
               {"", {}},
               {"MiB", {}},
               {"10MB", {}},
               {"10  MiB", {}},
               {"-1", {}},
               {"1.5MiB", {}},
               {"10MiB ", {}}};
  for (const auto& [text, want] : cases) {
    CAPTURE(text);
    CHECK(parse_size(text) == want);
  }
}

TEST_CASE("durations are read with their unit") {
  const struct {
    std::string text;
    std::optional<std::chrono::seconds> want;
  } cases[] = {{"10s", 10s}, {"5m", 300s}, {"48h", 48h}, {"60d", 1440h}, {"0s", {}},
               {"10", {}},   {"", {}},     {"-5s", {}},  {"5 s", 5s},    {"1w", {}}};
  for (const auto& [text, want] : cases) {
    CAPTURE(text);
    CHECK(parse_duration(text) == want);
  }
}

TEST_CASE("sizes and durations are written as they are read") {
  for (const std::string text : {"0", "1000", "64KiB", "10MiB", "3GiB", "1025"}) {
    CAPTURE(text);
    CHECK(format_size(parse_size(text).value()) == text);
  }
  for (const std::string text : {"10s", "90s", "5m", "7h", "60d"}) {
    CAPTURE(text);
    CHECK(format_duration(parse_duration(text).value()) == text);
  }
}

TEST_CASE("a time of day has two digits for the hour and two for the minute") {
  for (const std::string text : {"00:00", "07:30", "23:59"}) {
    CAPTURE(text);
    CHECK(format_time_of_day(parse_time_of_day(text).value()) == text);
  }
  for (const std::string text : {"", "7", "7:30", "24:00", "07:60", "07:3x", "07:30:00", "-1:00"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_time_of_day(text));
  }
}

TEST_CASE("an address to listen at is a host and a port") {
  for (const std::string text : {"0.0.0.0:443", "127.0.0.1:0", "[::1]:8080", "localhost:65535"}) {
    CAPTURE(text);
    CHECK(is_listen_address(text));
  }
  for (const std::string text : {"", "443", ":443", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536",
                                 "127.0.0.1:80x", "::1:8080", "host:-1"}) {
    CAPTURE(text);
    CHECK_FALSE(is_listen_address(text));
  }
}

TEST_CASE("a text in quotes can be read back by TOML") {
  CHECK(toml_string("a \"b\" \\c") == R"("a \"b\" \\c")");
  CHECK(toml_string("line\nfeed") == R"("line\u000afeed")");
}

}  // namespace tlsward
