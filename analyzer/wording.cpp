#include "analyzer/wording.h"

#include "schema/printable.h"
#include "schema/text.h"

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

std::string grouped(std::int64_t number, const Language& language) {
  std::string digits = std::to_string(number);
  const std::size_t first = number < 0 ? 1 : 0;
  if (digits.size() - first < language.text("general.least-grouped").size()) return digits;
  const std::string_view separator = language.text("general.thousands");
  for (std::size_t at = digits.size(); at > first + 3;)
    digits.insert(at -= 3, separator);
  return digits;
}

std::string counted(std::int64_t number, std::string_view noun, const Language& language) {
  const std::string key = fmt::format("general.{}{}", noun, noun == "day" ? "-noun" : "");
  return fmt::format("{} {}", grouped(number, language), language.form(key, number));
}

std::string day_in_words(Day day, const Language& language) {
  const auto word = [&](std::string_view list, unsigned number) {
    return std::string(split(language.text(list), " ").at(number - 1));
  };
  const std::chrono::year_month_day date(day);
  return put_in(language.text("general.day"),
                {{"weekday", word("general.weekdays", std::chrono::weekday(day).iso_encoding())},
                 {"day", std::to_string(static_cast<unsigned>(date.day()))},
                 {"month", word("general.months", static_cast<unsigned>(date.month()))},
                 {"year", std::to_string(static_cast<int>(date.year()))}});
}

std::string time_in_words(Timestamp time, const Language& language) {
  const std::string text = format_datetime(time);  // 2026-11-24T14:55:00Z
  return put_in(language.text("general.day-and-time"),
                {{"day", day_in_words(std::chrono::floor<std::chrono::days>(time), language)},
                 {"clock", text.substr(11, 5)}});
}

std::string told(std::string_view key, std::int64_t number,
                 std::initializer_list<std::pair<std::string_view, std::string>> values,
                 const Language& language) {
  std::vector<std::pair<std::string_view, std::string>> all(values);
  all.emplace_back("n", grouped(number, language));
  return put_in(language.form(key, number), all);
}

std::string shown_name(std::string_view name, std::size_t max_bytes, const Language& language) {
  return name.empty() ? std::string(language.text("general.none-named"))
                      : printable(name, max_bytes);
}

std::string percent(double share, const Language& language) {
  std::string number;
  if (share > 0 && share < 0.0005)
    number = "<0.1";
  else if (share < 1 && share >= 0.9995)
    number = ">99.9";
  else
    number = fmt::format("{:.1f}", share * 100);
  number.replace(number.find('.'), 1, language.text("general.decimal"));
  return put_in(language.text("general.percent"), {{"n", number}});
}

std::string enumerate(std::span<const std::string> names, std::size_t shown,
                      const Language& language) {
  // "and 1 more" is no shorter than the name.
  const std::size_t count = names.size() <= shown + 1 ? names.size() : shown;
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    std::string name = shown_name(names[i], 80, language);
    if (i != 0 && i + 1 == names.size())
      text = put_in(language.text("general.and"), {{"list", text}, {"last", name}});
    else
      text += (i == 0 ? "" : ", ") + name;
  }
  if (count < names.size())
    text = put_in(language.text("general.and-more"),
                  {{"list", text}, {"n", std::to_string(names.size() - count)}});
  return text;
}

std::string_view name(Trust trust, const Language& language) {
  return language.text(std::string("general.trust-").append(name(trust)));
}

std::string trust_in_words(Trust trust, const Language& language) {
  return fmt::format("{}: {}", name(trust, language),
                     language.text(std::string("general.because-").append(name(trust))));
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
