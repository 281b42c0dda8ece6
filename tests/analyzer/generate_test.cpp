// Tests analyzer/generate.cpp: what is made is read by our own strict readers, and by all senders.
#include "analyzer/generate.h"

#include "analyzer/check_mta_sts.h"
#include "analyzer/txt_record.h"
#include "analyzer/zone_text.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <random>

namespace tlsward {
namespace {

const Timestamp kNow = parse_day("2026-11-24").value() + std::chrono::hours(10);
const Domain kDomain("example.com");

bool is_safe(const Finding& finding) {
  return finding.severity != Severity::fail && finding.severity != Severity::risk;
}

TEST_CASE("a TLSRPT record is made in the form that all senders read") {
  const auto made = generate_tlsrpt(kDomain, {"tls@example.net", "https://r.example.com/x"});
  REQUIRE(made);
  CHECK(made->record == "v=TLSRPTv1; rua=mailto:tls@example.net,https://r.example.com/x");
  CHECK(zone_line(*made) ==
        "_smtp._tls.example.com. 300 IN TXT "
        "\"v=TLSRPTv1; rua=mailto:tls@example.net,https://r.example.com/x\"");
  CHECK(std::ranges::all_of(made->findings, is_safe));
  CHECK_FALSE(generate_tlsrpt(kDomain, {"banana"}));
  CHECK_FALSE(generate_tlsrpt(kDomain, {"a@example.com", "a@example.com"}));
  CHECK_FALSE(generate_tlsrpt(kDomain, {}));
}

TEST_CASE("a record that is too long for one string is split in the zone file, and read back") {
  std::vector<std::string> rua;
  for (int i = 0; i < 12; ++i)
    rua.push_back("mailto:reports-of-tls-" + std::to_string(i) + "@example.net");
  const auto made = generate_tlsrpt(kDomain, rua);
  REQUIRE(made);
  const auto records = read_zone_text(zone_line(*made));
  REQUIRE(records.size() == 1);
  CHECK(records[0].text == made->record);
  CHECK(zone_line(*made).find("\" \"") != std::string::npos);
}

// Hosts and figures by chance, the same in each run.
PolicyTerms terms_by(std::mt19937& chance) {
  constexpr std::string_view letters = "abcxyz019";
  PolicyTerms terms{.mode = static_cast<PolicyMode>(chance() % 3),
                    .mx = {},
                    .max_age = static_cast<std::int64_t>(chance() % 31'557'600) + 1};
  for (auto count = chance() % 5 + 1; count > 0; --count) {
    std::string host = chance() % 3 == 0 ? "*." : "";
    for (auto length = chance() % 20 + 1; length > 0; --length)
      host += letters[chance() % letters.size()];
    terms.mx.emplace_back(host + ".example.com");
  }
  return terms;
}

TEST_CASE("whatever is wished for, policy and record are read as wished, by all senders") {
  std::mt19937 chance(8461);
  for (int i = 0; i < 2'000; ++i) {
    const PolicyTerms terms = terms_by(chance);
    const Publication made = generate_mta_sts(kDomain, terms, kNow);
    CAPTURE(made.policy);
    CAPTURE(made.record);
    const auto policy = read_policy(made.policy);
    REQUIRE(policy);
    CHECK(policy->mode == terms.mode);
    CHECK(policy->max_age == terms.max_age);
    for (const std::string& mx : terms.mx)
      CHECK(std::ranges::find(policy->mx, mx) != policy->mx.end());
    CHECK(std::ranges::all_of(made.findings, is_safe));
    CHECK(check_mta_sts_record(made.record, kNow).empty());
  }
}

TEST_CASE("each mode tells what it costs") {
  const struct {
    PolicyMode mode;
    std::string_view key;
  } cases[] = {{PolicyMode::testing, "policy-testing"},
               {PolicyMode::enforce, "policy-enforce-made"},
               {PolicyMode::none, "policy-none"}};
  for (const auto& [mode, key] : cases) {
    CAPTURE(key);
    const Publication made = generate_mta_sts(
        kDomain, {.mode = mode, .mx = {"mx.example.com"}, .max_age = 604'800}, kNow);
    REQUIRE(made.findings.size() == 1);
    CHECK(made.findings[0].key == key);
  }
}

TEST_CASE("the file comes before the record, and JSON has both") {
  const Publication made = generate_mta_sts(
      kDomain, {.mode = PolicyMode::testing, .mx = {"mx.example.com"}, .max_age = 604'800}, kNow);
  const std::string text = publication_text(made);
  const auto file = text.find("https://mta-sts.example.com/.well-known/mta-sts.txt");
  REQUIRE(file != std::string::npos);
  CHECK(file < text.find("_mta-sts.example.com. 300 IN TXT"));
  CHECK(text.find("\nmode: testing\nmx: mx.example.com\nmax_age: 604800\n") != std::string::npos);
  const auto json = publication_json(made, *find_language("pl"));
  CHECK(json["policy"] ==
        "version: STSv1\r\nmode: testing\r\nmx: mx.example.com\r\nmax_age: 604800\r\n");
  CHECK(json["name"] == "_mta-sts.example.com");
  CHECK(json["findings"][0]["finding"] == "policy-testing");
}

}  // namespace
}  // namespace tlsward
