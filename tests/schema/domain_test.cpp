// schema/domain.cpp: names in the one form in which they are compared.
#include "schema/domain.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

namespace tlsward {

TEST_CASE("a name has one form, however it is written") {
  struct {
    std::string_view text;
    std::string_view want;
  } const cases[] = {
      {"example.com", "example.com"},
      {"Example.COM", "example.com"},
      {"example.com.", "example.com"},
      {" \texample.com.\r\n", "example.com"},
      {"example.com. .", "example.com"},
      {"a-name-that-is-longer-than-a-short-string.example.com",
       "a-name-that-is-longer-than-a-short-string.example.com"},
      {"_smtp._tls.Example.com", "_smtp._tls.example.com"},
      {"", ""},
      {".", ""},
      {" . ", ""},
      {"[testMxHost1]", "[testmxhost1]"},
      {"*.Example.com", "*.example.com"},
      {"XN--BCHER-KVA.example", "xn--bcher-kva.example"},
      // U-labels: composed, upper case, decomposed, full-width dot.
      {"b\u00FCcher.example", "xn--bcher-kva.example"},
      {"B\u00DCCHER.Example", "xn--bcher-kva.example"},
      {"bu\u0308cher.example", "xn--bcher-kva.example"},
      {"b\u00FCcher\u3002example\u3002", "xn--bcher-kva.example"},
      {"*.b\u00FCcher.example.", "*.xn--bcher-kva.example"},
      {"www.b\u00FCcher.b\u00FCcher.example", "www.xn--bcher-kva.xn--bcher-kva.example"},
      {"stra\u00DFe.example", "xn--strae-oqa.example"},  // non-transitional: not strasse.example
      {"\u4F8B\u3048.example", "xn--r8jz45g.example"},
      // What cannot be converted stays.
      {"B\xFC"
       "cher.example",
       "b\xFC"
       "cher.example"},
      {"-b\u00FC-.example", "-b\u00FC-.example"},
      {"a\u202E.Example", "a\u202E.example"},
  };
  for (const auto& [text, want] : cases) {
    CAPTURE(text);
    CHECK(Domain(text).text() == want);
    CHECK(Domain(Domain(text).text()) == Domain(text));
    CHECK(Domain(text).empty() == want.empty());
  }
}

TEST_CASE("a NUL does not hide what stands behind it") {
  const std::string text("b\u00FCcher.example\0.evil.example", 30);
  CHECK(Domain(text).text() == text);
  CHECK(!Domain(text).is_host_name());
}

TEST_CASE("a U-label that is too long stays, and is no host name") {
  std::string label;
  for (int i = 0; i < 63; ++i) {
    label += "\u00FC";
  }
  CHECK(Domain(label + ".example").text() == label + ".example");
  CHECK(!Domain(label + ".example").is_host_name());
}

TEST_CASE("a host name has two labels of letters, digits, hyphens and underscores") {
  const std::string label(63, 'a');
  const std::string longest = label + "." + label + "." + label + "." + std::string(61, 'a');
  struct {
    std::string text;
    bool want;
  } const cases[] = {
      {"example.com", true},
      {"mx1.mail.example.com", true},
      {"_smtp._tls.example.com", true},
      {"xn--bcher-kva.example", true},
      {"b\u00FCcher.example", true},
      {"0.1", true},
      {label + ".example", true},
      {longest, true},
      {longest + "a", false},
      {label + "a.example", false},
      {"", false},
      {"localhost", false},
      {"*.example.com", false},
      {"a..example", false},
      {".example", false},
      {"a b.example", false},
      {"user@example.com", false},
      {"mx: mx1.example.com", false},
      {"[192.0.2.1]", false},
      {"2001:db8::1", false},
      {"a\x1b.example", false},
      {"b\xFC.example", false},
  };
  for (const auto& [text, want] : cases) {
    CAPTURE(text);
    CHECK(Domain(text).is_host_name() == want);
  }
}

TEST_CASE("a name is within itself and those above it, label by label") {
  struct {
    std::string_view name;
    std::string_view parent;
    bool want;
  } const cases[] = {
      {"example.com", "example.com", true},
      {"mx.example.com", "example.com", true},
      {"a.b.example.com", "Example.com.", true},
      {"example.com", "mx.example.com", false},
      {"notexample.com", "example.com", false},
      {"example.com", "com", true},
      {"example.net", "example.com", false},
      {"example.com", "", false},
      {"", "example.com", false},
      {"", "", false},
  };
  for (const auto& [name, parent, want] : cases) {
    CAPTURE(name);
    CAPTURE(parent);
    CHECK(Domain(name).is_within(Domain(parent)) == want);
  }
}

TEST_CASE("people see the U-label and the A-label beside it") {
  struct {
    std::string_view text;
    std::string_view want;
  } const cases[] = {
      {"example.com", "example.com"},
      {"xn--bcher-kva.example", "b\u00FCcher.example (xn--bcher-kva.example)"},
      {"b\u00FCcher.example", "b\u00FCcher.example (xn--bcher-kva.example)"},
      {"*.xn--bcher-kva.example", "*.b\u00FCcher.example (*.xn--bcher-kva.example)"},
      // A Cyrillic a that looks like ours: the A-label gives it away.
      {"\u0430pple.example", "\u0430pple.example (xn--pple-43d.example)"},
      {"xn--a.example", "xn--a.example"},
      {"axn--a.example", "axn--a.example"},
      {"xn--.example", "xn--.example"},
      {"xn--0000000000000000.example", "xn--0000000000000000.example"},
      // Punycode of "abc" with nothing to convert, and of a right-to-left override.
      {"xn--abc-.example", "xn--abc-.example"},
      {"xn--a-ccn.example", "xn--a-ccn.example"},
      {"", ""},
  };
  for (const auto& [text, want] : cases) {
    CAPTURE(text);
    CHECK(Domain(text).display() == want);
  }
}

TEST_CASE("names are ordered by their text") {
  CHECK(Domain("a.example") < Domain("B.example"));
  CHECK(Domain("A.example") == Domain("a.example."));
}

}  // namespace tlsward
