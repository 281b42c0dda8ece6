// Tests analyzer/check_tlsrpt.cpp, check_mta_sts.cpp and check_mta_sts_policy.cpp against the
// strict readers: texts of other projects' tests, and a great many that are made from the vectors
// by chance.
#include "analyzer/check_mta_sts.h"
#include "analyzer/check_mta_sts_policy.h"
#include "analyzer/check_tlsrpt.h"
#include "analyzer/mta_sts_policy.h"
#include "analyzer/txt_record.h"
#include "schema/text.h"
#include "tests/support/vectors.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <random>

namespace tlsward {
namespace {

using tests::read_vectors;

const Timestamp kNow = parse_day("2026-11-24").value() + std::chrono::hours(10);

bool fails(const std::vector<Finding>& findings) {
  return std::ranges::find(findings, Severity::fail, &Finding::severity) != findings.end();
}

// "[first] [second]".
std::vector<std::string> records_in(std::string_view text) {
  std::vector<std::string> records;
  for (const std::string_view part : split(text.substr(1, text.size() - 2), "] ["))
    records.emplace_back(part);
  return records;
}

std::string verdict_on(const std::string& kind, const std::string& input) {
  const auto word = [](bool failed) { return failed ? "invalid" : "valid"; };
  if (kind == "mta-sts-record") return word(fails(check_mta_sts_record(input, kNow)));
  if (kind == "tlsrpt-record") return word(fails(check_tlsrpt_record(input)));
  if (kind == "policy") return word(fails(check_mta_sts_policy(input)));
  if (kind == "set") return word(fails(check_mta_sts_records(records_in(input), kNow)));
  REQUIRE(kind == "mx");
  const auto parts = split(input, " vs ");
  return covers(parts.at(0), Domain(parts.at(1))) ? "yes" : "no";
}

TEST_CASE("the texts of other projects' tests are judged as the RFC has it") {
  for (auto& vector : read_vectors("project_tests.csv")) {
    CAPTURE(vector["input"]);
    CAPTURE(vector["project"]);
    CHECK(verdict_on(vector["kind"], vector["input"]) == vector["rfc_verdict"]);
  }
}

// One to three changes: a byte exchanged, put in, left out, or a piece doubled.
std::string changed(std::string text, std::mt19937& chance) {
  const std::string_view bytes = " \t;,=:\"\\\n\r*.-_!%#aAmxv01\x01\x7f\xC2\xA0\xFF";
  const auto below = [&](std::size_t n) { return chance() % std::max<std::size_t>(n, 1); };
  for (auto changes = below(3) + 1; changes > 0; --changes) {
    const std::size_t at = below(text.size() + 1);
    switch (below(4)) {
      case 0:
        if (at < text.size()) text[at] = bytes[below(bytes.size())];
        break;
      case 1:
        text.insert(at, 1, bytes[below(bytes.size())]);
        break;
      case 2:
        text.erase(at, below(4));
        break;
      default:
        text.insert(at, text.substr(below(text.size()), below(20)));
    }
  }
  return text;
}

void for_changed(const char* file, const std::function<void(const std::string&)>& judge) {
  std::mt19937 chance(8460);  // the same texts in each run
  for (auto& vector : read_vectors(file))
    for (int i = 0; i < 200; ++i)
      judge(changed(vector["input"], chance));
}

TEST_CASE("a FAIL is found exactly where the strict reader refuses, whatever the text") {
  for_changed("tlsrpt_record.csv", [](const std::string& text) {
    CAPTURE(text);
    CHECK(fails(check_tlsrpt_record(text)) == !read_tlsrpt_record(text).has_value());
  });
  for_changed("mta_sts_record.csv", [](const std::string& text) {
    CAPTURE(text);
    CHECK(fails(check_mta_sts_record(text, kNow)) == !read_mta_sts_record(text).has_value());
  });
  for_changed("mta_sts_policy.csv", [](const std::string& text) {
    CAPTURE(text);
    CHECK(fails(check_mta_sts_policy(text)) == !read_policy(text).has_value());
  });
}

TEST_CASE("what is mended is valid, whatever it was mended from") {
  for_changed("tlsrpt_record.csv", [](const std::string& text) {
    const auto mended = mended_tlsrpt_record(text);
    CAPTURE(text);
    if (mended) CHECK(read_tlsrpt_record(*mended).has_value());
  });
  for_changed("mta_sts_record.csv", [](const std::string& text) {
    CAPTURE(text);
    CHECK(read_mta_sts_record(mended_mta_sts_record(text, kNow)).has_value());
  });
  for_changed("mta_sts_policy.csv", [](const std::string& text) {
    const auto mended = mended_mta_sts_policy(text);
    CAPTURE(text);
    if (mended) CHECK(read_policy(*mended).has_value());
  });
}

}  // namespace
}  // namespace tlsward
