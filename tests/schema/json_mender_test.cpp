// schema/json_mender.cpp: what comes out for what goes in, and what is counted.
#include "schema/json_mender.h"

#include <doctest/doctest.h>

#include <string>

namespace tlsward {
namespace {

std::string mended(JsonMender& mender) {
  std::string text;
  for (; !mender.at_end(); mender.advance())
    text += mender.peek();
  return text;
}

std::string mended(std::string_view text, std::size_t max_string_bytes = std::string_view::npos) {
  JsonMender mender(text, max_string_bytes);
  return mended(mender);
}

}  // namespace

TEST_CASE("right JSON comes out as it is, with its blanks made one") {
  const struct {
    std::string_view text;
    std::string_view want;
  } cases[] = {
      {"", ""},
      {R"({"a":[1,-2.5e+3,0,0.5,true,false,null]})", R"({"a":[1,-2.5e+3,0,0.5,true,false,null]})"},
      {"{ \r\n\t\"a\"  : 1 }", R"({ "a" : 1 })"},
      {R"("\"\\\/\b\f\n\r\t\u0041 two  blanks")", R"("\"\\\/\b\f\n\r\t\u0041 two  blanks")"},
      {"\"h\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\"",
       "\"h\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\""},
      {R"("\ud83d\ude00")", R"("\ud83d\ude00")"},
      {R"({"cut off": "in a str)", R"({"cut off": "in a str)"},
  };
  for (const auto& [text, want] : cases) {
    CAPTURE(text);
    CHECK(mended(text) == want);
  }
}

TEST_CASE("what a strict parser refuses is mended and counted") {
  const struct {
    std::string_view text;
    std::string_view want;
    std::int64_t Mends::*kind;
    std::int64_t count;
  } cases[] = {
      {"\"a\xff"
       "b\"",
       "\"a\xef\xbf\xbd"
       "b\"",
       &Mends::invalid_utf8, 1},
      {"\"\xc0\xaf\"", "\"\xef\xbf\xbd\xef\xbf\xbd\"", &Mends::invalid_utf8, 2},
      {"\"\xed\xa0\x80\"", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"", &Mends::invalid_utf8, 3},
      {"\"\xe2\x82", "\"\xef\xbf\xbd\xef\xbf\xbd", &Mends::invalid_utf8, 2},
      {R"("\ud800")", "\"\xef\xbf\xbd\"", &Mends::lone_surrogates, 1},
      {R"("\udc00\ud800x")", "\"\xef\xbf\xbd\xef\xbf\xbdx\"", &Mends::lone_surrogates, 2},
      {R"("\ud800\u0041")", "\"\xef\xbf\xbd\\u0041\"", &Mends::lone_surrogates, 1},
      {R"("\m \u12g4 \u1")", R"("\\m \\u12g4 \\u1")", &Mends::invalid_escapes, 3},
      {"\"a\nb\x01\"", R"("a\u000ab\u0001")", &Mends::control_characters, 2},
      {"[1e999,-1e999]", R"(["1e999","-1e999"])", &Mends::numbers_out_of_range, 2},
      {"[NaN,0x10,007,+5,.5,5.,1e,True,-]",
       R"(["NaN","0x10","007","+5",".5","5.","1e","True","-"])", &Mends::bare_words, 9},
  };
  for (const auto& [text, want, kind, count] : cases) {
    CAPTURE(text);
    JsonMender mender(text);
    CHECK(mended(mender) == want);
    CHECK(mender.mends().*kind == count);
  }
}

TEST_CASE("a string, a word and a run of blanks cost only so much") {
  CHECK(mended(R"(["abcdef","ghi\n"])", 3) == R"(["abc","ghi"])");
  CHECK(mended('[' + std::string(5000, ' ') + ']') == "[ ]");
  const std::string zeros(5000, '0');
  CHECK(mended("[1." + zeros + ']') == "[\"1." + zeros.substr(0, 1022) + "\"]");
}

TEST_CASE("the position is where the reading is") {
  JsonMender mender(R"({"a":1]})");
  while (mender.peek() != ']')
    mender.advance();
  CHECK(mender.position() == 7);
}

}  // namespace tlsward
