// Sizes and durations as people write them in the configuration: "10MiB", "48h".
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tlsward {

// Bytes: "512", "64KiB", "10MiB", "2GiB", a blank before the unit allowed. Absent for anything
// else and for what passes int64.
std::optional<std::int64_t> parse_size(std::string_view text);

// With the largest unit that leaves no rest: 10485760 -> "10MiB", 1000 -> "1000".
std::string format_size(std::int64_t bytes);

// "10s", "5m", "48h", "60d", above zero. Absent for anything else.
std::optional<std::chrono::seconds> parse_duration(std::string_view text);

// With the largest unit that leaves no rest: 172800 s -> "2d".
std::string format_duration(std::chrono::seconds duration);

// "07:30", of a day's 24 hours. Absent for anything else.
std::optional<std::chrono::minutes> parse_time_of_day(std::string_view text);

// Of less than a day: 450 min -> "07:30".
std::string format_time_of_day(std::chrono::minutes time);

// "HOST:PORT", "[IPv6]:PORT", a port of 0..65535.
bool is_listen_address(std::string_view text);

// Text in the double quotes of TOML.
std::string toml_string(std::string_view text);

}  // namespace tlsward
