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

TEST_CASE("ASCII ends at 0x7f") {
  CHECK(is_ascii(""));
  CHECK(is_ascii("a\x7f"));
  CHECK(!is_ascii("a\x80"));
  CHECK(!is_ascii("\u00FC"));
}

}  // namespace tlsward
