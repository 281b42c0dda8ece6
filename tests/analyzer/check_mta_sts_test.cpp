// Tests analyzer/check_mta_sts.cpp: what is wrong with an MTA-STS record, and the mended one.
#include "analyzer/check_mta_sts.h"

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

const Timestamp kNow = parse_day("2026-11-24").value() + std::chrono::hours(10);

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
  for (auto& vector : read_vectors("mta_sts_record.csv")) {
    CAPTURE(vector["id"]);
    const auto findings = check_mta_sts_record(vector["input"], kNow);
    const bool valid = plain(vector["rfc_verdict"]) == "valid";
    CHECK(has(findings, Severity::fail) == !valid);
    if (!valid) continue;
    const bool all_senders = vector["accepted_by"].starts_with("MTRFPAK");
    CHECK(has(findings, Severity::risk) == !all_senders);
    for (const Finding& finding : findings)
      CHECK((finding.severity == Severity::risk) == !finding.programs.empty());
  }
}

TEST_CASE("each vector is mended into a record of which nothing is to be said") {
  for (auto& vector : read_vectors("mta_sts_record.csv")) {
    const std::string mended = mended_mta_sts_record(vector["input"], kNow);
    CAPTURE(vector["id"]);
    CAPTURE(mended);
    CHECK(read_mta_sts_record(mended).has_value());
    CHECK(check_mta_sts_record(mended, kNow).empty());
  }
}

TEST_CASE("each fault is told as what it is") {
  struct {
    const char* text;
    Keys want;
  } const cases[] = {
      {"v=STSv1; id=20260101", {}},
      {"v=STSv1; id=2026-01-01", {"sts-id"}},
      {"v=STSv1; id=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", {"sts-id-too-long"}},
      {"v=STSv1;", {"sts-no-id"}},
      {"v=STSv1; id=", {"sts-no-id"}},
      {"v=STSv1; ID=a", {"sts-near-id"}},
      {"v=STSv1; id= a", {"sts-blank-at-equals"}},
      {"v=STSv1; id=a ", {"sts-trailing-blank"}},
      {"v=STSv1;; id=a", {"sts-empty-field"}},
      {"v=STSv1; id=a; foo", {"sts-field"}},
      {"v=STSv1; id=a; id=b", {"sts-second-id"}},
      {"v=stsv1; id=a", {"sts-version"}},
      {"v=STSv1 id=a", {"sts-version"}},
      {"v=STSv1\\; id=a", {"sts-backslash"}},
      {"\"v=STSv1; id=a\"", {"sts-quotes"}},
      {"v=STSv1;\xC2\xA0id=a", {"sts-unseen"}},
      {"v=STSv1;\nid=a", {"sts-control"}},
      {"v=TLSRPTv1; rua=mailto:a@example.com", {"sts-swapped"}},
      {"version: STSv1; mode: enforce; mx: mail.example.com", {"sts-policy-text"}},
      {"v=STSv1; id=a; mode=enforce", {"sts-policy-field"}},
      {"v=STSv1; id=a; url=https://mta-sts.example.com/",
       {"sts-url", "sts-field-of-other-letters"}},
      {"v=STSv1; id=a; rua=mailto:x@example.com", {"sts-rua", "sts-field-of-other-letters"}},
      {"v=spf1 -all", {"sts-foreign"}},
      {"", {"sts-foreign"}},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    CHECK(keys_of(check_mta_sts_record(c.text, kNow)) == c.want);
  }
}

TEST_CASE("an id is suggested that is as like the given one as may be") {
  const auto suggested = [](std::string_view text) {
    return check_mta_sts_record(text, kNow).front().values.front().second;
  };
  CHECK(suggested("v=STSv1; id=2026-01-01") == "20260101");
  CHECK(suggested("v=STSv1; id=###") == "20261124100000");
  CHECK(suggested("v=STSv1;") == "20261124100000");
}

TEST_CASE("of several TXT records one must be left, and the others are told") {
  const std::string good = "v=STSv1; id=a";
  CHECK(keys_of(check_mta_sts_records(std::vector<std::string>{"v=spf1 -all", good}, kNow)) ==
        Keys{"sts-discarded"});
  CHECK(keys_of(check_mta_sts_records(std::vector<std::string>{good, good}, kNow)) ==
        Keys{"sts-several"});
  CHECK(check_mta_sts_records({}, kNow).empty());
}

}  // namespace
}  // namespace tlsward
