// Tests analyzer/unseen_characters.cpp: what copied text has in it that nobody sees.
#include "analyzer/unseen_characters.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

TEST_CASE("the first unseen character is named with its place") {
  const auto unseen = find_unseen("v=STSv1;\xC2\xA0id=a\xE2\x80\x8B");
  REQUIRE(unseen);
  CHECK(unseen->at == 8);
  CHECK(unseen->name == "U+00A0");
  CHECK_FALSE(find_unseen("v=STSv1; id=a"));
  CHECK_FALSE(find_unseen("zażółć \xff\xC2"));
  CHECK_FALSE(find_unseen(""));
}

TEST_CASE("the text is as it was meant") {
  CHECK(without_unseen("\xEF\xBB\xBFmode:\xC2\xA0test\xE2\x80\x8Bing") == "mode: testing");
  CHECK(without_unseen("\xE2\x80\x9Cmax\xE2\x80\x91"
                       "age\xE2\x80\x9D") == "\"max-age\"");
  CHECK(without_unseen("zażółć") == "zażółć");
}

}  // namespace
}  // namespace tlsward
