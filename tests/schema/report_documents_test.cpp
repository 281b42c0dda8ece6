// schema/report_documents.cpp: where one report ends and the next begins, and that a broken one is
// not taken for two.
#include "schema/report_documents.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <vector>

namespace tlsward {
namespace {

std::vector<std::string> documents(const std::string& text) {
  std::vector<std::string> found;
  for (const std::string_view document : documents_of(text, {}, 1000))
    found.emplace_back(document);
  return found;
}

std::string report(int number) {
  return fmt::format(
      R"({{"report-id":"}}{{{}","date-range":{{"start-datetime":"2026-11-22T00:00:00Z"}}}})",
      number);
}

const std::string kOne = report(1);
const std::string kTwo = report(2);
const std::string kThree = report(3);
const std::string kPretty = "{\n  \"policies\": [\n{\n  }\n  ],\n\"report-id\": \"\\\"{\"\n}";
const std::string kCutOff = R"({"report-id":"4","policies":[{"policy":{)";
const std::string kOpenString = R"({"report-id":"5,"policies":[]})";

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("documents that follow one another are told apart, however they are separated") {
  const struct {
    std::string what;
    std::string text;
    Texts want;
  } cases[] = {
      {"lines", kOne + "\n" + kTwo + "\r\n" + kThree + "\n", {kOne, kTwo, kThree}},
      {"nothing between", kOne + kTwo, {kOne, kTwo}},
      {"printed over several lines", kPretty + "\n" + kPretty, {kPretty, kPretty}},
      {"files with byte order marks",
       "\xef\xbb\xbf" + kOne + "\n\xef\xbb\xbf" + kTwo,
       {kOne, kTwo}},
      {"a JSON text sequence (RFC 7464)", kOne + "\n\x1e" + kTwo + "\n", {kOne, kTwo}},
      {"an array", "[" + kOne + ", " + kTwo + "]\n", {kOne, kTwo}},
      {"an array of one", " [\n" + kOne + "]", {kOne}},
      {"an array that is cut off", "[" + kOne + "," + kCutOff, {kOne, kCutOff}},
      {"text behind the last",
       kOne + "\n" + kTwo + "\n-- \nbye {now}",
       {kOne, kTwo + "\n-- \nbye {now}"}},
      {"text between", kOne + "\n--\n" + kTwo, {kOne + "\n--", kTwo}},
      {"a broken one between", kOne + "\n{,}\n" + kTwo, {kOne, "{,}", kTwo}},
      {"one cut off between",
       kOne + "\n" + kCutOff + "\n" + kTwo + "\n" + kThree,
       {kOne, kCutOff, kTwo, kThree}},
      {"two on the line behind one that is cut off",
       kCutOff + "\n" + kOne + kTwo,
       {kCutOff, kOne, kTwo}},
      {"one with an open string first",
       kOpenString + "\n" + kTwo + "\n" + kThree,
       {kOpenString, kTwo, kThree}},
      {"one brace too many", kOne + "}\n" + kTwo, {kOne + "}", kTwo}},
      {"something that is no report behind one", kOne + "\n{}", {kOne, "{}"}},
  };
  for (const auto& [what, text, want] : cases) {
    CAPTURE(what);
    CHECK(documents(text) == want);
  }
}

TEST_CASE("a single document stays whole, broken or not") {
  const std::string cases[] = {
      kOne,
      "\xef\xbb\xbf " + kOne + "\n",
      kOne + "\n-- \nSent by a mail gateway",
      kCutOff,
      kOpenString,
      kOne.substr(0, kOne.size() - 1) + R"(}, "policies":[{"policy":{}},{"policy":{}}]})",
      // Cut off, and its entries begin lines.
      "{\"policies\":[\n{\"policy\":{}},\n{\"policy\":{}},\n{\"policy\":",
  };
  for (const std::string& text : cases) {
    CAPTURE(text);
    CHECK(documents(text) == Texts{text});
  }
}

TEST_CASE("what does not begin with an object holds no document") {
  for (const std::string text : {"", "[]", "[1]", "hello {}", "[[{}]]", "\"{}\""}) {
    CAPTURE(text);
    CHECK(documents(text).empty());
  }
}

TEST_CASE("of too many documents one more than allowed is found") {
  CHECK(documents_of("{}{}{}", {}, 3).size() == 3);
  CHECK(documents_of("{}{}{}{}{}", {}, 3).size() == 4);
}

TEST_CASE("a text full of beginnings is gone through once") {
  std::string lines;
  for (int i = 0; i < 100'000; ++i)
    lines += "{\n";
  CHECK(documents(lines).size() == 1);
}

}  // namespace tlsward
