// schema/field_values.cpp: what senders write -> what it means, and what is noted. The samples show
// the usual cases; here are the edges.
#include "schema/field_values.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace tlsward {
namespace {

// The names of what was noted, each with a blank behind it.
struct Notes {
  std::string text;
  Note note = [this](DeviationCode code) { text += std::string(name(code)) + ' '; };
};

}  // namespace

TEST_CASE("text becomes one line, bounded at a character") {
  const struct {
    std::string_view text;
    std::string_view want;
    std::string_view notes;
  } cases[] = {
      {"", "", ""},
      {" kept as it is ", " kept as it is ", ""},
      {"250-mx\r\n250 \r\n ok\n", "250-mx 250 ok", "line-break "},
      {"\r\n", "", "line-break "},
      {{"a\0b", 3},
       "a\xef\xbf\xbd"
       "b",
       "control-character "},
      {"0123456789abcdefg", "0123456789abcdef", "string-too-long "},
      {"0123456789abcde\xc3\xa9", "0123456789abcde", "string-too-long "},
      {"0123456789abcd\xc3\xa9", "0123456789abcd\xc3\xa9", ""},
  };
  for (const auto& [text, want, noted] : cases) {
    CAPTURE(text);
    Notes notes;
    CHECK(line_value(text, 16, notes.note) == want);
    CHECK(notes.text == noted);
  }
}

TEST_CASE("a count is a whole number of 0 to 2^53-1, or absent") {
  const struct {
    std::string_view literal;
    SessionCount want;
    std::string_view notes;
  } cases[] = {
      {"0", 0, ""},
      {"9007199254740991", 9007199254740991, ""},
      {"9007199254740992", std::nullopt, "count-unreadable "},
      {"18446744073709551616", std::nullopt, "count-unreadable "},
      {"-1", std::nullopt, "count-unreadable "},
      {"-0", 0, ""},
      {"12.0", 12, "count-is-fraction "},
      {"1e3", 1000, "count-is-fraction "},
      {"1.5", std::nullopt, "count-unreadable "},
      {"-1.0", std::nullopt, "count-is-fraction count-unreadable "},
      {"1e999", std::nullopt, "count-unreadable "},
      {"nan", std::nullopt, "count-unreadable "},
      {"inf", std::nullopt, "count-unreadable "},
      {"0x10", std::nullopt, "count-unreadable "},
      {"12 sessions", std::nullopt, "count-unreadable "},
      {"", std::nullopt, "count-unreadable "},
  };
  for (const auto& [literal, want, noted] : cases) {
    CAPTURE(literal);
    Notes notes;
    CHECK(count_value(literal, notes.note) == want);
    CHECK(notes.text == noted);
  }
}

TEST_CASE("an address has one form") {
  const struct {
    std::string_view text;
    std::string_view want;
    std::string_view notes;
  } cases[] = {
      {"", "", ""},
      {"192.0.2.1", "192.0.2.1", ""},
      {"192.0.2.1%eth0", "192.0.2.1%eth0", "ip-unreadable "},
      {"192.0.2.256", "192.0.2.256", "ip-unreadable "},
      {"2001:db8::1", "2001:db8::1", ""},
      {"2001:db8:0::1", "2001:db8::1", "ip-not-canonical "},
      {"FE80::1%3", "fe80::1", "ip-zone ip-not-canonical "},
      {"x.x.x.x", "x.x.x.x", "ip-unreadable "},
      {"unknown", "unknown", "ip-unreadable "},
  };
  for (const auto& [text, want, noted] : cases) {
    CAPTURE(text);
    Notes notes;
    CHECK(ip_value(text, notes.note) == want);
    CHECK(notes.text == noted);
  }
}

TEST_CASE("a date is RFC 3339, a day or unix seconds, or absent") {
  const struct {
    std::string_view text;
    std::string_view want;
    std::string_view notes;
  } cases[] = {
      {"2026-11-22T00:00:00Z", "2026-11-22T00:00:00Z", ""},
      {"2026-11-22T02:00:00.5+02:00", "2026-11-22T00:00:00Z", "zone-offset fractional-seconds "},
      {"2026-11-22", "2026-11-22T00:00:00Z", "date-not-rfc3339 "},
      {"1795305600", "2026-11-22T00:00:00Z", "date-not-rfc3339 "},
      {"1795305600000000", "none", "date-unreadable "},
      {"2026-11-31T00:00:00Z", "none", "date-unreadable "},
      {"22 Nov 2026", "none", "date-unreadable "},
  };
  for (const auto& [text, want, noted] : cases) {
    CAPTURE(text);
    Notes notes;
    const std::optional<Timestamp> time = date_value(text, notes.note);
    CHECK((time ? format_datetime(*time) : "none") == want);
    CHECK(notes.text == noted);
  }
}

TEST_CASE("a policy's lines come apart however they were joined") {
  using Lines = std::vector<std::string>;
  const struct {
    std::string_view text;
    Lines want;
    std::string_view notes;
  } cases[] = {
      {"mode: enforce", {"mode: enforce"}, ""},
      {"a\nb\\nc\r\n", {"a", "b", "c"}, "policy-string-untidy "},
      {"  ", {}, "policy-string-untidy "},
      {R"(["3 1 1 AB","3 1 1 CD"])", {"3 1 1 AB", "3 1 1 CD"}, "policy-string-nested "},
      {R"(["[\"3 1 1 AB\"]"])", {"3 1 1 AB"}, "policy-string-nested policy-string-nested "},
      {"[]", {}, "policy-string-nested "},
      {"[\"3 1 1 \x01 AB\n\"]", {"3 1 1 \x01 AB"}, "policy-string-nested policy-string-untidy "},
      {"a\n[\"b\"]", {"a", "b"}, "policy-string-nested policy-string-untidy "},
      {"[no JSON", {"[no JSON"}, ""},
      {"[1,2]", {"[1,2]"}, ""},
      {R"([["3 1 1 AB"]])", {R"([["3 1 1 AB"]])"}, ""},
  };
  for (const auto& [text, want, noted] : cases) {
    CAPTURE(text);
    Notes notes;
    Lines lines;
    append_policy_lines(text, 100, notes.note, lines);
    CHECK(lines == want);
    CHECK(notes.text == noted);
  }
}

TEST_CASE("a policy's string is cut before it comes apart, blank lines and all") {
  const struct {
    std::string element;
    std::size_t want_lines;
  } cases[] = {{"a\n", 50}, {"a\\n", 34}, {"\n", 0}, {"\\n", 0}};
  for (const auto& [element, want_lines] : cases) {
    CAPTURE(element);
    std::string text;
    for (int i = 0; i < 1000; ++i) {
      text += element;
    }
    Notes notes;
    std::vector<std::string> lines;
    append_policy_lines(text, 100, notes.note, lines);
    CHECK(lines.size() == want_lines);
    CHECK(notes.text == "string-too-long policy-string-untidy ");
  }
}

// Once takes a second, once for each line many minutes: the bound is far from both, so that a slow
// machine does not matter.
TEST_CASE("a policy's text is looked through once, not once for each line" * doctest::timeout(60)) {
  const std::string line_breaks(200'000, '\n');
  const std::string long_line(16U << 20, 'x');
  const std::string backslashes(2U << 20, '\\');
  for (const std::string& line : {long_line, backslashes}) {
    Notes notes;
    std::vector<std::string> lines;
    append_policy_lines(line_breaks + line, std::string::npos, notes.note, lines);
    REQUIRE(lines.size() == 1);
    CHECK(lines.front().size() == line.size());
    CHECK(notes.text == "policy-string-untidy ");
  }
}

TEST_CASE("an MX pattern loses what a policy file has before it, noted once") {
  std::string prefixes;
  for (int i = 0; i < 1000; ++i) {
    prefixes += "mx:";
  }
  const struct {
    std::string text;
    std::string_view want;
    std::string_view notes;
  } cases[] = {
      {"mx1.example.com", "mx1.example.com", ""},
      {" mx: *.example.com ", "*.example.com", "mx-host-prefixed "},
      {"MX: mx1.example.com", "mx1.example.com", "mx-host-prefixed "},
      {"mx: mx:mx1.example.com", "mx1.example.com", "mx-host-prefixed "},
      {prefixes + "mx1.example.com" + std::string(4096, ' '), "mx1.example.com",
       "mx-host-prefixed "},
      {prefixes, "", "mx-host-prefixed "},
      {"mx.example.com", "mx.example.com", ""},
  };
  for (const auto& [text, want, noted] : cases) {
    CAPTURE(text);
    Notes notes;
    CHECK(mx_pattern_value(text, notes.note).text() == want);
    CHECK(notes.text == noted);
  }
}

}  // namespace tlsward
