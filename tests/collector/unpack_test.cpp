// collector/unpack.cpp: what comes out of gzip, zip and text, and what is refused.
#include "collector/unpack.h"

#include "tests/support/zip.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace std::string_literals;
using tlsward::gzip;
using tlsward::Limits;
using tlsward::Reason;
using tlsward::unpack;
using tlsward::tests::zip;

namespace {

// A gzip header with flags and what they announce (RFC 1952 section 2.3), then the body of
// gzip(text).
std::string gzip_with_header(char flags, const std::string& fields, const std::string& text) {
  return "\x1f\x8b\x08"s + flags + "\0\0\0\0\0\x03"s + fields + gzip(text).substr(10);
}

std::string with_changed_byte(std::string bytes, std::size_t from_end) {
  bytes[bytes.size() - from_end] = static_cast<char>(bytes[bytes.size() - from_end] ^ 0x55);
  return bytes;
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i)
    all += text;
  return all;
}

// Limits small enough that a test can pass each.
Limits small_limits() {
  Limits limits;
  limits.max_body_bytes = 100'000;
  limits.max_inflated_bytes = 200'000;
  limits.max_zip_members = 3;
  return limits;
}

}  // namespace

TEST_CASE("text and gzip are told apart by their first bytes and come out as the text") {
  const std::string text = R"({"policies": []})";
  const struct {
    std::string what;
    std::string input;
    std::string want;
  } cases[] = {
      {"text", text, text},
      {"text with a byte order mark", "\xef\xbb\xbf" + text, "\xef\xbb\xbf" + text},
      {"any other text: parse_report() judges it", "<html>", "<html>"},
      {"nothing", "", ""},
      {"gzip", gzip(text), text},
      {"gzip of a text with a byte order mark", gzip("\xef\xbb\xbf " + text),
       "\xef\xbb\xbf " + text},
      {"gzip of nothing", gzip(""), ""},
      {"gzip with a file name of 64 KiB", gzip_with_header(8, std::string(65536, 'n') + '\0', text),
       text},
      {"gzip with an extra field", gzip_with_header(4, "\x03\0abc"s, text), text},
      {"gzip with a comment", gzip_with_header(16, "hello\0"s, text), text},
      {"two members are one stream", gzip(text.substr(0, 5)) + gzip(text.substr(5)), text},
      {"an empty member first", gzip("") + gzip(text), text},
      {"eight members", gzip(text) + repeated(gzip(" "), 7), text + std::string(7, ' ')},
      {"zero padding behind", gzip(text) + std::string(512, '\0'), text},
      {"white space of 64 KiB first", gzip(std::string(65536, ' ') + "{}"),
       std::string(65536, ' ') + "{}"},
      {"several pieces", gzip("{" + std::string(150'000, ' ') + "}"),
       "{" + std::string(150'000, ' ') + "}"},
  };
  for (const auto& [what, input, want] : cases) {
    CAPTURE(what);
    const auto texts = unpack(input, small_limits());
    REQUIRE(texts);
    REQUIRE(texts->size() == 1);
    CHECK(texts->front().name.empty());
    CHECK(texts->front().text == want);
  }
}

TEST_CASE("what cannot be unpacked is refused with its reason") {
  const std::string packed = gzip(R"({"policies": []})");
  const struct {
    std::string what;
    std::string input;
    Reason want;
    std::string detail;  // part of it
  } cases[] = {
      {"gzip cut off", packed.substr(0, packed.size() - 9), Reason::not_understood, "cut off"},
      {"only the magic", packed.substr(0, 2), Reason::not_understood, "cut off"},
      {"wrong checksum", with_changed_byte(packed, 8), Reason::not_understood, "data check"},
      {"wrong length", with_changed_byte(packed, 1), Reason::not_understood, "length check"},
      {"damaged inside", with_changed_byte(packed, 12), Reason::not_understood, "damaged"},
      {"unknown method", "\x1f\x8b\x07" + packed.substr(3), Reason::not_understood, "damaged"},
      {"wrong header checksum", gzip_with_header(2, "ab", "{}"), Reason::not_understood, "damaged"},
      {"text behind", packed + "X", Reason::not_understood, "follows"},
      {"text behind padding", packed + "\0\0X"s, Reason::not_understood, "follows"},
      {"a second member cut off", packed + packed.substr(0, 12), Reason::not_understood, "cut off"},
      {"gzip in gzip", gzip(packed), Reason::not_a_report, "no JSON"},
      {"zip in gzip", gzip(zip({{"a.json", "{}"}})), Reason::not_a_report, "no JSON"},
      {"HTML in gzip", gzip("<html>"), Reason::not_a_report, "no JSON"},
      {"UTF-16 in gzip", gzip("\xff\xfe{\0}\0"s), Reason::not_a_report, "no JSON"},
      {"white space over 64 KiB", gzip(std::string(65537, ' ') + "{}"), Reason::not_a_report,
       "no JSON"},
      {"nine members", repeated(packed, 9), Reason::too_large, "max_gzip_members"},
      {"5,000 empty members", repeated(gzip(""), 5'000), Reason::too_large, "max_gzip_members"},
      {"too much inflated", gzip("{" + std::string(200'000, ' ')), Reason::too_large,
       "max_inflated_bytes"},
      {"too much inflated by two members", repeated(gzip("{" + std::string(100'000, ' ')), 2),
       Reason::too_large, "max_inflated_bytes"},
      {"too much as it comes", std::string(100'001, ' '), Reason::too_large, "max_body_bytes"},
  };
  for (const auto& [what, input, want, detail] : cases) {
    CAPTURE(what);
    const auto texts = unpack(input, small_limits());
    REQUIRE_FALSE(texts);
    CHECK(texts.error().reason == want);
    CHECK_MESSAGE(texts.error().detail.find(detail) != std::string::npos, texts.error().detail);
  }
}

TEST_CASE("a bomb is inflated no further than to where it is seen to be one") {
  // Would inflate to 8 GiB: 1 MiB of white space, 8,192 times over.
  const std::string bomb = repeated(gzip(std::string(1 << 20, ' ')), 8192);
  Limits limits;
  limits.max_gzip_members = 10'000;
  CHECK(unpack(bomb, limits).error().reason == Reason::not_a_report);
}

TEST_CASE("the size of the text is known without holding it, and is no more than the limit") {
  Limits limits;
  limits.max_inflated_bytes = 100'000;
  limits.max_gzip_members = 2;
  const std::string member = gzip(std::string(30'000, ' '));
  const struct {
    std::string what;
    std::string bytes;
    std::size_t size;
  } cases[] = {
      {"text", "{}", 2},
      {"too much text", std::string(100'001, ' '), 100'000},
      {"gzip", member, 30'000},
      {"two members", member + member, 60'000},
      {"more members than unpack() reads", member + member + member, 60'000},
      {"a bomb", gzip(std::string(1'000'000, ' ')), 100'000},
      {"gzip that is cut off", member.substr(0, 5), 0},
      {"gzip with zeroes behind", member + std::string(20, '\0'), 30'000},
      {"a zip", "PK\x03\x04", 100'000},
  };
  for (const auto& one : cases) {
    CAPTURE(one.what);
    CHECK(unpacked_size(one.bytes, limits).bytes == one.size);
  }
  CHECK(unpacked_size(R"({"a":[{},{}]})", limits).objects == 3);
  CHECK(unpacked_size(gzip(R"({"a":[{},{}]})"), limits).objects == 3);
  CHECK(unpacked_size("{\"a\":\n\"b\\nc\"}", limits).marks == 6);
  CHECK(unpacked_size(gzip("{\"a\":\n\"b\\nc\"}"), limits).marks == 6);
}

TEST_CASE("the .json and .json.gz members of a zip come out, and nothing else") {
  const std::string archive = zip({{"reports/", ""},
                                   {"reports/a.json", "{1}"},
                                   {"reports/B.JSON.GZ", gzip("{2}")},
                                   {"__MACOSX/._a.json", "\x00\x05\x16\x07"s},
                                   {"readme.txt", "hello"},
                                   {"b\xc3\xbc.json", "text that is no report"}});
  const auto texts = unpack(archive, Limits{});
  REQUIRE(texts);
  REQUIRE(texts->size() == 3);
  CHECK((*texts)[0].name == "reports/a.json");
  CHECK((*texts)[0].text == "{1}");
  CHECK((*texts)[1].name == "reports/B.JSON.GZ");
  CHECK((*texts)[1].text == "{2}");
  CHECK((*texts)[2].name == "b\xc3\xbc.json");
}

TEST_CASE("a zip that cannot be read to its end is refused as a whole") {
  const std::string good = zip({{"a.json", "{}"}});
  const std::string large(150'000, ' ');
  const struct {
    std::string what;
    std::string input;
    Reason want;
    std::string detail;
  } cases[] = {
      {"no report in it", zip({{"a.txt", "{}"}}), Reason::not_a_report, "no .json"},
      {"cut off", good.substr(0, good.size() - 5), Reason::not_understood, "zip archive"},
      {"only the magic", good.substr(0, 4), Reason::not_understood, "zip archive"},
      {"encrypted", zip({{"a.json", "{}", 1}}), Reason::not_understood, "a.json: it is encrypted"},
      {"LZMA", zip({{"a.json", "\x10\x02\x05\0\x5d\xff\xff\xff\xff"s, 0, 14}}),
       Reason::not_understood, "deflate"},
      {"damaged deflate", zip({{"a.json", "\xff\xff\xff", 0, 8}}), Reason::not_understood,
       "a.json: "},
      {"wrong checksum of the second", zip({{"a.json", "{}"}, {"b.json", "{}", 0, 0, 1}}),
       Reason::not_understood, "b.json: "},
      {"damaged gzip in it", zip({{"a.json.gz", gzip("{}").substr(0, 12)}}), Reason::not_understood,
       "a.json.gz: the gzip data is cut off"},
      {"gzip in gzip in it", zip({{"a.json.gz", gzip(gzip("{}"))}}), Reason::not_a_report,
       "no JSON"},
      {"more members than allowed", zip({{"1", ""}, {"2", ""}, {"3", ""}, {"4.json", "{}"}}),
       Reason::too_large, "max_zip_members"},
      {"a member inflates too far", zip({{"a.json.gz", gzip("{" + std::string(200'000, ' '))}}),
       Reason::too_large, "max_inflated_bytes"},
      {"the members together inflate too far",
       zip({{"a.json.gz", gzip("{" + large)}, {"b.json.gz", gzip("{" + large)}}), Reason::too_large,
       "b.json.gz: more"},
      {"a name that would write on the terminal", zip({{"\x1b[2J.json", "{}", 1}}),
       Reason::not_understood, "\\x1b[2J.json: it"},
  };
  for (const auto& [what, input, want, detail] : cases) {
    CAPTURE(what);
    const auto texts = unpack(input, small_limits());
    REQUIRE_FALSE(texts);
    CHECK(texts.error().reason == want);
    CHECK_MESSAGE(texts.error().detail.find(detail) != std::string::npos, texts.error().detail);
  }
}
