// The letters and names that MTA-STS and TLSRPT texts are made of (RFC 8461 section 3, RFC 8460
// section 3), in ASCII whatever the locale.
#pragma once

#include "schema/text.h"

#include <algorithm>
#include <string_view>

namespace tlsward {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

constexpr bool is_letter_or_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// 1 to 32 letters, digits, "_", "-" and ".", the first a letter or digit.
constexpr bool is_field_name(std::string_view name) {
  constexpr std::size_t longest = 32;
  const auto fits = [](char c) {
    return is_letter_or_digit(c) || c == '_' || c == '-' || c == '.';
  };
  return !name.empty() && name.size() <= longest && is_letter_or_digit(name.front()) &&
         std::all_of(name.begin(), name.end(), fits);
}

}  // namespace tlsward
