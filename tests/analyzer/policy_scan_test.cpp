// Tests analyzer/policy_scan.cpp and translated_words.cpp: policies taken apart however they are
// spelt.
#include "analyzer/policy_scan.h"

#include "analyzer/translated_words.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

TEST_CASE("a line is known for the field that is meant") {
  struct {
    const char* text;
    LineForm form;
    const char* name;
    const char* value;
  } const cases[] = {
      {"mode: testing", LineForm::field, "mode", "testing"},
      {"MAX_AGE : 5", LineForm::spelt, "max_age", "5"},
      {"tryb: badanie", LineForm::translated, "mode", "badanie"},
      {"mx=a.example", LineForm::equals, "mx", "a.example"},
      {"max-age: 5", LineForm::near, "max_age", "5"},
      {"maxage: 5", LineForm::near, "max_age", "5"},
      {"nmx: a.example", LineForm::near, "mx", "a.example"},
      {"mod: none", LineForm::translated, "mode", "none"},
      {"mxs: a.example", LineForm::near, "mx", "a.example"},
      {"contact: a@example.com", LineForm::other, "contact", "a@example.com"},
      {"# hello", LineForm::comment, "", ""},
      {"hello", LineForm::none, "", ""},
      {"mode: \"none\"", LineForm::field, "mode", "none"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    const ScannedPolicy policy = scan_policy(c.text);
    REQUIRE(policy.lines.size() == 1);
    CHECK(policy.lines[0].form == c.form);
    CHECK(policy.lines[0].name == c.name);
    CHECK(policy.lines[0].value == c.value);
  }
}

TEST_CASE("several fields on one line are parted, and any line end counts") {
  const ScannedPolicy policy = scan_policy("version: STSv1; mode: none\rmax_age: 5\r\n\nmx: a.b");
  CHECK(policy.crowded_line == 1);
  CHECK(policy.bare_cr == 1);
  REQUIRE(policy.lines.size() == 5);
  CHECK(policy.lines[1].value == "none");
  CHECK(policy.lines[2].number == 2);
  CHECK(policy.lines[3].form == LineForm::empty);
  CHECK(policy.lines[4].number == 4);
}

TEST_CASE("a translation is known in several languages") {
  CHECK(field_meant_by("Wersja") == "version");
  CHECK(field_meant_by("modalità") == "mode");
  CHECK(field_meant_by("высота") == std::nullopt);
  CHECK(field_meant_by("badanie") == std::nullopt);
  CHECK(mode_meant_by("prueba") == "testing");
  CHECK(mode_meant_by("erzwingen") == "enforce");
  CHECK(mode_meant_by("brak") == "none");
  CHECK(mode_meant_by("tryb") == std::nullopt);
}

}  // namespace
}  // namespace tlsward
