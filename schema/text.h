// The blanks, letters, digits and bytes of ASCII in a text, whatever the locale: how what senders
// write is compared where it is no domain (those: domain.h).
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

inline constexpr std::string_view kBlanks = " \t\r\n\f\v";

// The text without the blanks around it; a view into it.
constexpr std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

// The text with A-Z as a-z, all else as it is.
inline std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

// The parts between the separators, which are not empty; one part, the text, if there is none.
inline std::vector<std::string_view> split(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> parts;
  for (auto at = text.find(separator); at != std::string_view::npos; at = text.find(separator)) {
    parts.push_back(text.substr(0, at));
    text.remove_prefix(at + separator.size());
  }
  parts.push_back(text);
  return parts;
}

// The value of a hexadecimal digit, -1 if it is none.
constexpr int hex_digit(int character) {
  if (character >= '0' && character <= '9') return character - '0';
  if (character >= 'a' && character <= 'f') return character - 'a' + 10;
  if (character >= 'A' && character <= 'F') return character - 'A' + 10;
  return -1;
}

// Whether the text has no byte of 0x80 or more.
inline bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

}  // namespace tlsward
