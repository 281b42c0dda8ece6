// schema/printable.cpp: nothing in a stranger's text acts on the place where it is shown.
#include "schema/printable.h"

#include <doctest/doctest.h>

#include <random>
#include <string>

namespace tlsward {

namespace {

using std::string_literals::operator""s;

std::string utf8_of(char32_t code) {
  const auto byte = [](char32_t value) { return static_cast<char>(value); };
  if (code < 0x80) return {byte(code)};
  if (code < 0x800) return {byte(0xC0 | (code >> 6)), byte(0x80 | (code & 0x3F))};
  if (code < 0x10000) {
    return {byte(0xE0 | (code >> 12)), byte(0x80 | ((code >> 6) & 0x3F)),
            byte(0x80 | (code & 0x3F))};
  }
  return {byte(0xF0 | (code >> 18)), byte(0x80 | ((code >> 12) & 0x3F)),
          byte(0x80 | ((code >> 6) & 0x3F)), byte(0x80 | (code & 0x3F))};
}

}  // namespace

TEST_CASE("text of every script is shown as it is") {
  for (const auto& text :
       {""s, "Example Org, \"quoted\" <b>&amp;</b> ~"s, "Za\u017C\u00F3\u0142\u0107"s,
        "\u4F8B\u3048"s, "\u05E9\u05DC\u05D5\u05DD"s, "e\u0301"s, "\U0001F4E7"s, "\uFFFD"s,
        "\u00A0"s}) {
    CAPTURE(text);
    CHECK(printable(text) == text);
    CHECK(is_printable(text));
  }
}

TEST_CASE("what would act is shown as its number") {
  struct {
    std::string text;
    std::string want;
  } const cases[] = {
      {"\x1b[2J", "\\x1b[2J"},
      {"\x1b]8;;https://example.com\x07", "\\x1b]8;;https://example.com\\x07"},
      {"250-mx.example.com\r\n250 OK\t", "250-mx.example.com\\x0d\\x0a250 OK\\x09"},
      {"\0"s, "\\x00"},
      {"\x7f", "\\x7f"},
      {"\u0080\u0085\u009B1m\u009F", "\\x80\\x85\\x9b1m\\x9f"},
      {"a\u202Egpj.exe", "aU+202Egpj.exe"},
      {"\u202A\u2066\u2069\u200E\u200F\u061C", "U+202AU+2066U+2069U+200EU+200FU+061C"},
      {"\u200B\u200C\u200D\u2060\uFEFF\u00AD", "U+200BU+200CU+200DU+2060U+FEFFU+00AD"},
      {"a\u2028b\u2029", "aU+2028bU+2029"},
      {"\U000E0041", "U+E0041"},
  };
  for (const auto& [text, want] : cases) {
    CAPTURE(text);
    CHECK(printable(text) == want);
    CHECK(!is_printable(text));
    CHECK(is_printable(want));
  }
}

TEST_CASE("each byte that is no UTF-8 is shown as U+FFFD") {
  struct {
    std::string text;
    std::string want;
  } const cases[] = {
      {"a\xFFz", "a\uFFFDz"},
      {"\x80", "\uFFFD"},
      {"\x9bz", "\uFFFDz"},                              // C1 as Latin-1 has it
      {"\xC3", "\uFFFD"},                                // cut off
      {"\xE2\x82", "\uFFFD\uFFFD"},                      // cut off
      {"\xE2\x82z", "\uFFFD\uFFFDz"},                    // broken off
      {"\xC0\xAF", "\uFFFD\uFFFD"},                      // overlong "/"
      {"\xC1\xBF", "\uFFFD\uFFFD"},                      // overlong DEL
      {"\xE0\x80\x9B", "\uFFFD\uFFFD\uFFFD"},            // overlong ESC
      {"\xF0\x80\x80\x8A", "\uFFFD\uFFFD\uFFFD\uFFFD"},  // overlong line feed
      {"\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD"},            // lone surrogate
      {"\xED\xBF\xBF", "\uFFFD\uFFFD\uFFFD"},            // the last surrogate
      {"\xF4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD"},  // beyond U+10FFFF
      {"\xF8\x88\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD"},  // five bytes
  };
  for (const auto& [text, want] : cases) {
    CAPTURE(want);
    CHECK(printable(text) == want);
    CHECK(!is_printable(text));
    bool changed = false;
    CHECK(to_utf8(text, changed) == want);
    CHECK(changed);
  }
}

TEST_CASE("a character that the end of the text cuts is not read beyond it") {
  const std::string_view text = "a\u00E9";
  CHECK(printable(text.substr(0, 2)) == "a\uFFFD");
  CHECK(display_width(text.substr(0, 2)) == 2);
}

TEST_CASE("every code point is UTF-8 but the surrogates") {
  for (char32_t code = 0; code <= 0x10FFFF; ++code) {
    bool changed = false;
    const std::string text = utf8_of(code);
    const bool same = to_utf8(text, changed) == text;
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (same == surrogate || changed != surrogate) FAIL_CHECK(static_cast<unsigned>(code));
  }
}

TEST_CASE("text that is UTF-8 is copied with its control characters") {
  bool changed = true;
  const std::string text = "a\0\x1b\r\n\u202E\u00E9"s;
  CHECK(to_utf8(text, changed) == text);
  CHECK(!changed);
}

TEST_CASE("a tower of combining marks is cut to four") {
  std::string tower = "e";
  for (int i = 0; i < 50; ++i) {
    tower += "\u0301";
  }
  CHECK(printable(tower + "a\u0300") == "e\u0301\u0301\u0301\u0301a\u0300");
  CHECK(is_printable("e\u0301\u0301\u0301\u0301"));
  CHECK(!is_printable("e\u0301\u0301\u0301\u0301\u0301"));
}

TEST_CASE("long text is cut between characters and says so") {
  struct {
    std::string text;
    std::size_t max_bytes;
    std::string want;
  } const cases[] = {
      {"abcdef", 6, "abcdef"},
      {"abcdefg", 6, "abc\u2026"},
      {"\u00E9\u00E9\u00E9", 6, "\u00E9\u00E9\u00E9"},
      {"\u00E9\u00E9\u00E9\u00E9", 6, "\u00E9\u2026"},
      {"\x1b\x1b", 8, "\\x1b\\x1b"},
      {"\x1b\x1b\x1b", 8, "\\x1b\u2026"},
      {"\u202E", 5, "\u2026"},
      {"abcd", 3, "\u2026"},
  };
  for (const auto& [text, max_bytes, want] : cases) {
    CAPTURE(text);
    CHECK(printable(text, max_bytes) == want);
  }
  CHECK(printable(std::string(513, 'a')) == std::string(509, 'a') + "\u2026");
  CHECK(is_printable(std::string(513, 'a')));
}

TEST_CASE("whatever the bytes, what is shown is safe, within the length, and stays the same") {
  std::mt19937 random(8460);
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (auto left = random() % 40; left > 0; --left) {
      text += random() % 2 == 0 ? utf8_of(static_cast<char32_t>(random() % 0x3000))
                                : ""s + static_cast<char>(random());
    }
    const std::string shown = printable(text, 24);
    if (!is_printable(shown) || shown.size() > 24 || printable(shown, 24) != shown) {
      FAIL_CHECK(text);
    }
  }
}

TEST_CASE("width is counted in columns") {
  struct {
    std::string_view text;
    std::size_t want;
  } const cases[] = {
      {"", 0},        {"abc", 3},          {"Za\u017C\u00F3\u0142\u0107", 6},
      {"e\u0301", 1}, {"\u4F8B\u3048", 4}, {"\uFF21", 2},
      {"\uD55C", 2},  {"\U0001F4E7", 2},   {"\u05E9\u05DC", 2},
      {"\u2026", 1},  {"\xFF", 1},
  };
  for (const auto& [text, want] : cases) {
    CAPTURE(text);
    CHECK(display_width(text) == want);
  }
}

}  // namespace tlsward
