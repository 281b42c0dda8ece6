// Tests analyzer/language.cpp and the files of analyzer/words/.
#include "analyzer/language.h"

#include "schema/text.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

namespace tlsward {
namespace {

// What stands in braces.
std::multiset<std::string_view> names_in(std::string_view text) {
  std::multiset<std::string_view> names;
  for (const std::string_view part : split(text, "{"))
    if (const auto end = part.find('}'); end != std::string_view::npos)
      names.insert(part.substr(0, end));
  return names;
}

TEST_CASE("English and Polish are built in, and what is not is absent") {
  CHECK(english().code() == "en");
  REQUIRE(find_language("pl") != nullptr);
  CHECK(find_language("pl")->text("general.name") == "polski");
  CHECK(find_language("xx") == nullptr);
  CHECK(find_language("") == nullptr);
}

TEST_CASE("each language has the texts of all, with the same names in them") {
  for (const Language& language : languages()) {
    CAPTURE(language.code());
    CHECK(language.texts().size() == english().texts().size());
    const auto forms = split(language.text("general.plurals"), " | ").size();
    for (const auto& [key, text] : english().texts()) {
      CAPTURE(key);
      REQUIRE(language.texts().contains(key));
      if (key == "general.plurals") continue;
      const auto parts = split(language.text(key), " | ");
      const auto expected = split(text, " | ");
      CHECK(parts.size() == (expected.size() == 1 ? 1 : forms));
      for (const std::string_view part : parts)
        CHECK(names_in(part) == names_in(expected.front()));
    }
  }
}

TEST_CASE("a number takes the plural form of its language") {
  struct {
    std::int64_t number;
    const char* english;
    const char* polish;
  } const cases[] = {{0, "sessions", "sesji"},        {1, "session", "sesja"},
                     {2, "sessions", "sesje"},        {4, "sessions", "sesje"},
                     {5, "sessions", "sesji"},        {11, "sessions", "sesji"},
                     {12, "sessions", "sesji"},       {14, "sessions", "sesji"},
                     {21, "sessions", "sesji"},       {22, "sessions", "sesje"},
                     {25, "sessions", "sesji"},       {101, "sessions", "sesji"},
                     {102, "sessions", "sesje"},      {112, "sessions", "sesji"},
                     {1204, "sessions", "sesje"},     {1'000'000, "sessions", "sesji"},
                     {INT64_MAX, "sessions", "sesji"}};
  for (const auto& c : cases) {
    CAPTURE(c.number);
    CHECK(english().form("general.session", c.number) == c.english);
    CHECK(find_language("pl")->form("general.session", c.number) == c.polish);
  }
}

TEST_CASE("values are put in once, whatever stands in them") {
  CHECK(put_in("{a} and {b}, {a}", {{"a", "{b}"}, {"b", "x"}}) == "{b} and x, {b}");
  CHECK(put_in("", {}) == "");
  CHECK(put_in("none", {{"a", "b"}}) == "none");
}

}  // namespace
}  // namespace tlsward
