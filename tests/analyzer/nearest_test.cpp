// Tests analyzer/nearest.cpp.
#include "analyzer/nearest.h"

#include <doctest/doctest.h>

namespace tlsward {

TEST_CASE("a misspelt word is answered with the nearest known one") {
  const std::vector<std::string> known = {"list", "listen", "import", "digest", "top"};
  const struct {
    std::string word;
    std::string want;
  } cases[] = {{"lst", "list"},      {"ilst", "list"},     {"lisst", "list"}, {"imprt", "import"},
               {"digets", "digest"}, {"lsiten", "listen"}, {"tpo", "top"},    {"list", "list"}};
  for (const auto& [word, want] : cases) {
    CAPTURE(word);
    CHECK(nearest(word, known).value_or("") == want);
  }
}

TEST_CASE("a word that is like none has no nearest") {
  for (const std::string word : {"", "x", "banana", "importance"}) {
    CAPTURE(word);
    CHECK_FALSE(nearest(word, {"list", "import", "top"}));
  }
  CHECK_FALSE(nearest(std::string(100'000, 'a'), {"a"}));
  CHECK_FALSE(nearest("list", {}));
}

TEST_CASE("the advice is a part of a sentence, or nothing") {
  CHECK(did_you_mean("lst", {"list"}) == "; did you mean \"list\"?");
  CHECK(did_you_mean("banana", {"list"}).empty());
}

}  // namespace tlsward
