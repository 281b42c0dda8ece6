// Tests analyzer/remedies.cpp and the files of analyzer/remedies/.
#include "analyzer/remedies.h"

#include "schema/result_type.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace tlsward {
namespace {

TEST_CASE("every registered type has a text of its own, and every text a type") {
  for (const ResultType& type : result_types()) {
    CAPTURE(type.name);
    CHECK(find_remedy(type.name).key == type.name);
  }
  for (const Remedy& remedy : remedies()) {
    CAPTURE(remedy.key);
    CHECK((remedy.key == "unlisted" || find_result_type(remedy.key) != nullptr));
  }
}

TEST_CASE("every text has all its parts, and its first step is in words") {
  for (const Remedy& remedy : remedies()) {
    CAPTURE(remedy.key);
    CHECK(remedy.sentence.ends_with("."));
    CHECK(remedy.sentence.size() < 90);
    CHECK(remedy.technical.size() > 100);
    REQUIRE(remedy.steps.size() >= 2);
    CHECK_FALSE(remedy.steps.front().starts_with("$ "));
    CHECK(std::ranges::any_of(remedy.steps,
                              [](std::string_view step) { return step.starts_with("$ "); }));
    CHECK(remedy.verify.size() > 20);
    CHECK(remedy.verify.find("$ ") == std::string_view::npos);
    CHECK(remedy.technical.find("$ ") == std::string_view::npos);
  }
}

TEST_CASE("no text has a blank that fill() does not know, nor a head inside a part") {
  const Domain domain("example.com");
  const Domain mx("mx.example.com");
  for (const Remedy& remedy : remedies()) {
    std::vector<std::string_view> parts = remedy.steps;
    parts.insert(parts.end(), {remedy.sentence, remedy.technical, remedy.verify});
    for (const std::string_view part : parts) {
      CAPTURE(part);
      CHECK(fill(part, domain, mx).find_first_of("{}\n") == std::string::npos);
      CHECK(part.find("==") == std::string_view::npos);
    }
  }
}

TEST_CASE("a type that is not registered has the text for unlisted ones") {
  CHECK(find_remedy("certificate_expired").key == "unlisted");
  CHECK(find_remedy("").key == "unlisted");
}

TEST_CASE("a sentence begins with a capital where no name stands in it") {
  CHECK(fill("{mx} did not answer {domain}.", {}, {}) ==
        "The mail server did not answer the domain.");
}

TEST_CASE("names are put in printable, and nothing but host names into commands") {
  const Domain domain("example.com");
  struct {
    const char* text;
    const char* mx;
    const char* want;
  } const cases[] = {
      {"{mx} of {domain}, {mx}", "mx.example.com", "mx.example.com of example.com, mx.example.com"},
      {"at {mx}", "", "at the mail server"},
      {"two\nlines", "", "two lines"},
      {"at {mx}", "{mx}{domain}", "at {mx}{domain}"},
      {"at {mx}", "a\x1b[2J.example", "at a\\x1b[2j.example"},
      {"$ dig {mx}", "mx.example.com", "$ dig mx.example.com"},
      {"$ dig {mx}", "", "$ dig MX"},
      {"$ dig {mx}", "a.example;reboot", "$ dig MX"},
      {"$ dig {mx}", "$(reboot).example", "$ dig MX"},
      {"$ dig {mx}", "-f.example", "$ dig MX"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.mx);
    CHECK(fill(c.text, domain, Domain(c.mx)) == c.want);
  }
}

}  // namespace
}  // namespace tlsward
