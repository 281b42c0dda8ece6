// schema/text.h: ASCII alone decides, whatever the locale.
#include "schema/text.h"

#include <doctest/doctest.h>

namespace tlsward {

TEST_CASE("blanks go at both ends and nowhere else") {
  struct {
    std::string_view text;
    std::string_view want;
  } const cases[] = {
      {"", ""}, {" \t\r\n", ""}, {"a", "a"}, {" \ta b\r\n", "a b"}, {"\u00A0a", "\u00A0a"},
  };
  for (const auto& [text, want] : cases) {
    CAPTURE(text);
    CHECK(trimmed(text) == want);
  }
}

TEST_CASE("only A to Z have a lower case") {
  CHECK(lower_case("AZaz09@[`{ \u00DC") == "azaz09@[`{ \u00DC");
}

TEST_CASE("a hexadecimal digit has its value in either case, all else has none") {
  const std::string_view digits = "0123456789abcdef";
  for (int value = 0; value < 16; ++value)
    CHECK(hex_digit(digits[static_cast<std::size_t>(value)]) == value);
  CHECK(hex_digit('A') == 10);
  CHECK(hex_digit('F') == 15);
  for (const char other : {'/', ':', '@', 'G', '`', 'g', '\xE9'})
    CHECK(hex_digit(other) == -1);
}

TEST_CASE("ASCII ends at 0x7f") {
  CHECK(is_ascii(""));
  CHECK(is_ascii("a\x7f"));
  CHECK(!is_ascii("a\x80"));
  CHECK(!is_ascii("\u00FC"));
}

}  // namespace tlsward
