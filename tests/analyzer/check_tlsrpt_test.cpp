// Tests analyzer/check_tlsrpt.cpp: what is wrong with a TLSRPT record, and the mended one.
#include "analyzer/check_tlsrpt.h"

#include "analyzer/txt_record.h"
#include "tests/support/vectors.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

namespace tlsward {
namespace {

using tests::plain;
using tests::read_vectors;
using Keys = std::set<std::string_view>;

Keys keys_of(const std::vector<Finding>& findings) {
  Keys keys;
  for (const Finding& finding : findings)
    keys.insert(finding.key);
  return keys;
}

bool has(const std::vector<Finding>& findings, Severity severity) {
  return std::ranges::find(findings, severity, &Finding::severity) != findings.end();
}

TEST_CASE("of each vector a FAIL is found if the RFC refuses it, a RISK if a sender does") {
  for (auto& vector : read_vectors("tlsrpt_record.csv")) {
    CAPTURE(vector["id"]);
    const auto findings = check_tlsrpt_record(vector["input"]);
    const bool valid = plain(vector["rfc_verdict"]) == "valid";
    CHECK(has(findings, Severity::fail) == !valid);
    if (!valid) continue;
    const bool all_senders = vector["usable_by"].starts_with("MP");
    // mox reads a record without mailto and then does not report.
    const bool only_https = keys_of(findings).contains("tlsrpt-only-https");
    CHECK(has(findings, Severity::risk) == (!all_senders || only_https));
  }
}

TEST_CASE("a RISK names programs, and nothing else does") {
  for (auto& vector : read_vectors("tlsrpt_record.csv"))
    for (const Finding& finding : check_tlsrpt_record(vector["input"])) {
      CAPTURE(vector["id"]);
      CAPTURE(finding.key);
      CHECK((finding.severity == Severity::risk) == !finding.programs.empty());
    }
}

TEST_CASE("each vector that has an address is mended into one that all senders read") {
  for (auto& vector : read_vectors("tlsrpt_record.csv")) {
    CAPTURE(vector["id"]);
    const auto mended = mended_tlsrpt_record(vector["input"]);
    const bool has_address = vector["input"].find("example.com") != std::string::npos &&
                             vector["input"].find("mailto:example") == std::string::npos &&
                             vector["input"].find("ftp:") == std::string::npos;
    if (has_address) REQUIRE(mended);
    if (!mended) continue;
    CAPTURE(*mended);
    CHECK(read_tlsrpt_record(*mended).has_value());
    for (const Finding& finding : check_tlsrpt_record(*mended))
      CHECK((finding.severity == Severity::info || finding.key == "tlsrpt-only-https"));
  }
}

TEST_CASE("each fault is told as what it is") {
  struct {
    const char* text;
    Keys want;
  } const cases[] = {
      {"v=TLSRPTv1; rua=mailto:a@example.com", {}},
      {"v=TLSRPTv1; rua=tls@example.com", {"tlsrpt-no-scheme"}},
      {"v=TLSRPTv1; rua=http://r.example.com/x", {"tlsrpt-http"}},
      {"v=TLSRPTv1; rua=mailto://tls@example.com", {"tlsrpt-mailto-slashes"}},
      {"v=TLSRPTv1; rua=mailto:a@example.com!10m", {"tlsrpt-size-suffix"}},
      {"v=TLSRPTv1; rua=https://r.example.com/a!b", {"tlsrpt-uri-letter"}},
      {"v=TLSRPTv1; rua=mailto:example.com", {"tlsrpt-uri-not-whole"}},
      {"v=TLSRPTv1; rua=ftp://r.example.com/x", {"tlsrpt-scheme"}},
      {"v=TLSRPTv1; RUA=mailto:a@example.com", {"tlsrpt-near-rua"}},
      {"v=TLSRPTv1; rua=mailto:a@example.com; mailto:b@example.com", {"tlsrpt-semicolon-list"}},
      {"v=TLSRPTv1; rua=mailto:a@example.com,", {"tlsrpt-empty-uri"}},
      {"v=TLSRPTv1; rua= mailto:a@example.com", {"tlsrpt-blank-at-equals"}},
      {"v=TLSRPTv1;; rua=mailto:a@example.com", {"tlsrpt-empty-field"}},
      {"v=TLSRPTv1; rua=mailto:a@example.com ", {"tlsrpt-trailing-blank"}},
      {"v=TLSRPTv1; rua=mailto:a@example.com,https://r.example.com/", {"tlsrpt-several-uris"}},
      {"v=TLSRPTv1;", {"tlsrpt-no-rua"}},
      {"v=TLSRPT1; rua=a@example.com", {"tlsrpt-version", "tlsrpt-no-scheme"}},
      {"\"v=TLSRPTv1; rua=mailto:a@example.com\"", {"tlsrpt-quotes"}},
      {"v=TLSRPTv1;\xC2\xA0rua=mailto:a@example.com", {"tlsrpt-unseen"}},
      {"v=TLSRPTv1;\nrua=mailto:a@example.com", {"tlsrpt-control"}},
      {"v=STSv1; id=a", {"tlsrpt-swapped"}},
      {"v=spf1 -all", {"tlsrpt-foreign"}},
      {"", {"tlsrpt-foreign"}},
      {"v=TLSRPTv1; rua=mailto:a@example.com; p=none", {"tlsrpt-field-without-meaning"}},
      {"v=TLSRPTv1; rua=https://r.example.com/", {"tlsrpt-only-https"}},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    CHECK(keys_of(check_tlsrpt_record(c.text)) == c.want);
  }
}

TEST_CASE("whose mailbox it is matters where the domain is known") {
  const Domain domain("example.com");
  CHECK(keys_of(check_tlsrpt_record("v=TLSRPTv1; rua=mailto:a@mail.example.com", domain)) ==
        Keys{"tlsrpt-mailbox-at-home"});
  CHECK(keys_of(check_tlsrpt_record("v=TLSRPTv1; rua=mailto:a@example.net", domain)) ==
        Keys{"tlsrpt-mailbox-elsewhere"});
}

TEST_CASE("of several TXT records one must be left, and the others are told") {
  const std::string good = "v=TLSRPTv1; rua=mailto:a@example.com";
  const std::vector<std::string> one = {"v=spf1 -all", good};
  CHECK(keys_of(check_tlsrpt_records(one)) == Keys{"tlsrpt-discarded"});
  const std::vector<std::string> two = {good, good};
  const auto findings = check_tlsrpt_records(two);
  CHECK(keys_of(findings) == Keys{"tlsrpt-several"});
  CHECK(findings.front().values.front().second == "2");
  const std::vector<std::string> none = {"v=spf1 -all", "x"};
  CHECK(keys_of(check_tlsrpt_records(none)) == Keys{"tlsrpt-foreign"});
  CHECK(check_tlsrpt_records({}).empty());
}

TEST_CASE("a record of a megabyte is judged at once, with few findings") {
  std::string text = "v=TLSRPTv1; rua=";
  while (text.size() < 1'000'000)
    text += "x,\xC2\xA0;!,";
  CHECK(check_tlsrpt_record(text).size() < 40);
}

}  // namespace
}  // namespace tlsward
