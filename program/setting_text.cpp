#include "program/setting_text.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <limits>
#include <span>

namespace tlsward {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t factor;
};

constexpr std::array kSizes = {Unit{"GiB", 1 << 30}, Unit{"MiB", 1 << 20}, Unit{"KiB", 1 << 10},
                               Unit{"B", 1}, Unit{"", 1}};
constexpr std::array kDurations = {Unit{"d", 86400}, Unit{"h", 3600}, Unit{"m", 60}, Unit{"s", 1}};

std::optional<std::int64_t> parse(std::string_view text, std::span<const Unit> units) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || number < 0) return {};
  std::string_view name(rest, static_cast<std::size_t>(end - rest));
  if (name.starts_with(' ')) name.remove_prefix(1);
  for (const Unit& unit : units) {
    const bool fits = number <= std::numeric_limits<std::int64_t>::max() / unit.factor;
    if (unit.name == name) return fits ? std::optional(number * unit.factor) : std::nullopt;
  }
  return {};
}

std::string format(std::int64_t number, std::span<const Unit> units) {
  for (const Unit& unit : units)
    if (number >= unit.factor && number % unit.factor == 0 && unit.name != "B")
      return fmt::format("{}{}", number / unit.factor, unit.name);
  return fmt::format("{}", number);
}

}  // namespace

std::optional<std::int64_t> parse_size(std::string_view text) {
  return parse(text, kSizes);
}

std::string format_size(std::int64_t bytes) {
  return format(bytes, kSizes);
}

std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
  const auto seconds = parse(text, kDurations);
  return seconds.value_or(0) > 0 ? std::optional(std::chrono::seconds(*seconds)) : std::nullopt;
}

std::string format_duration(std::chrono::seconds duration) {
  return format(duration.count(), kDurations);
}

std::optional<std::chrono::minutes> parse_time_of_day(std::string_view text) {
  const auto digits = [&](std::size_t at) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (!is_digit(text[at]) || !is_digit(text[at + 1])) return 99;
    return (text[at] - '0') * 10 + (text[at + 1] - '0');
  };
  if (text.size() != 5 || text[2] != ':') return {};
  const int hours = digits(0);
  const int minutes = digits(3);
  if (hours > 23 || minutes > 59) return {};
  return std::chrono::hours(hours) + std::chrono::minutes(minutes);
}

std::string format_time_of_day(std::chrono::minutes time) {
  return fmt::format("{:02}:{:02}", time.count() / 60, time.count() % 60);
}

bool is_listen_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const std::string_view host = text.substr(0, colon);
  const bool bracketed = host.front() == '[' && host.back() == ']';
  if (!bracketed && host.find(':') != std::string_view::npos) return false;
  std::uint16_t port = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data() + colon + 1, end, port);
  return error == std::errc{} && rest == end;
}

std::string toml_string(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') result += '\\';
    if (byte < 0x20 || byte == 0x7f)
      result += fmt::format("\\u{:04x}", byte);
    else
      result += c;
  }
  return result + '"';
}

}  // namespace tlsward
