#include "analyzer/wording.h"

#include "schema/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tlsward {
namespace {

// From which share on the next higher bar stands.
constexpr std::array kSteps = {0.0, 0.01, 0.02, 0.05, 0.10, 0.20};
constexpr std::array kBars = {"▁", "▂", "▃", "▄", "▅", "▆", "▇"};
constexpr std::array kAsciiBars = {"_", "-", "-", "=", "=", "#", "#"};

std::size_t bar_of(double share) {
  if (share <= 0) return 0;
  return static_cast<std::size_t>(
      std::ranges::count_if(kSteps, [&](double step) { return share >= step; }));
}

std::string_view next_word(std::string_view& text) {
  constexpr std::string_view blanks = " \n";
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  const std::string_view word = text.substr(0, text.find_first_of(blanks));
  text.remove_prefix(word.size());
  return word;
}

}  // namespace

std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  const std::size_t first = number < 0 ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3;)
    digits.insert(at -= 3, 1, ',');
  return digits;
}

std::string counted(std::int64_t number, std::string_view noun) {
  return fmt::format("{} {}{}", grouped(number), noun, number == 1 ? "" : "s");
}

std::string shown_name(std::string_view name, std::size_t max_bytes) {
  return name.empty() ? "(none named)" : printable(name, max_bytes);
}

std::string percent(double share) {
  if (share > 0 && share < 0.0005) return "<0.1 %";
  if (share < 1 && share >= 0.9995) return ">99.9 %";
  return fmt::format("{:.1f} %", share * 100);
}

std::string enumerate(std::span<const std::string> names, std::size_t shown) {
  // "and 1 more" is no shorter than the name.
  const std::size_t count = names.size() <= shown + 1 ? names.size() : shown;
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    if (i != 0) text += i + 1 == names.size() ? " and " : ", ";
    text += shown_name(names[i], 80);
  }
  if (count < names.size()) text += fmt::format(" and {} more", names.size() - count);
  return text;
}

std::string spark(std::span<const double> shares, bool unicode) {
  std::string bars;
  for (const double share : shares) {
    if (share < 0)
      bars += unicode ? "·" : ".";
    else
      bars += unicode ? kBars[bar_of(share)] : kAsciiBars[bar_of(share)];
  }
  return bars;
}

std::size_t paragraph_columns(std::size_t width) {
  constexpr std::size_t least = 40;
  constexpr std::size_t most = 72;
  return width == 0 ? most : std::clamp(width, least, most);
}

std::string wrap(std::string_view text, std::string_view first, std::string_view indent,
                 std::size_t columns) {
  std::string lines;
  std::string line(first);
  bool has_word = false;
  for (auto word = next_word(text); !word.empty(); word = next_word(text)) {
    if (has_word && display_width(line) + 1 + display_width(word) > columns) {
      lines += line + '\n';
      line = indent;
      has_word = false;
    }
    if (has_word) line += ' ';
    line += word;
    has_word = true;
  }
  return lines + line + '\n';
}

}  // namespace tlsward
