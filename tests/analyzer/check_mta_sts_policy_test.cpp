// Tests analyzer/check_mta_sts_policy.cpp: what is wrong with a policy, and the mended one.
#include "analyzer/check_mta_sts_policy.h"

#include "analyzer/mta_sts_policy.h"
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

// A good policy with these lines in the place of its own.
std::string policy(std::string_view mx, std::string_view mode = "mode: enforce",
                   std::string_view max_age = "max_age: 604800") {
  std::string text = "version: STSv1\n";
  for (const std::string_view line : {mode, mx, max_age})
    text.append(line).append(line.empty() ? "" : "\n");
  return text;
}

TEST_CASE("of each vector a FAIL is found if the RFC refuses it, a RISK if a sender does") {
  for (auto& vector : read_vectors("mta_sts_policy.csv")) {
    CAPTURE(vector["id"]);
    const auto findings = check_mta_sts_policy(vector["input"]);
    const bool valid = plain(vector["rfc_verdict"]) == "valid";
    CHECK(has(findings, Severity::fail) == !valid);
    if (!valid) continue;
    const bool all_senders = vector["accepted_by"].starts_with("MTRFPAKS");
    const bool repeated = keys_of(findings).contains("policy-repeated");  // taken, but not alike
    CHECK(has(findings, Severity::risk) == (!all_senders || repeated));
    for (const Finding& finding : findings)
      CHECK((finding.severity == Severity::risk) == !finding.programs.empty());
  }
}

TEST_CASE("what is mended all senders read, and it loses no host") {
  std::size_t mended_count = 0;
  for (auto& vector : read_vectors("mta_sts_policy.csv")) {
    const auto mended = mended_mta_sts_policy(vector["input"]);
    if (!mended) continue;
    ++mended_count;
    CAPTURE(vector["id"]);
    CAPTURE(*mended);
    CHECK(read_policy(*mended).has_value());
    const auto findings = check_mta_sts_policy(*mended);
    CHECK_FALSE(has(findings, Severity::fail));
    CHECK_FALSE(has(findings, Severity::risk));
    const auto before = read_policy(vector["input"]);
    if (before) CHECK(read_policy(*mended)->mx.size() >= before->mx.size());
  }
  CHECK(mended_count > 55);
}

TEST_CASE("a translated policy is told so, and mended") {
  const std::string text =
      "wersja: STSv1\ntryb: badanie\nmx: mail.example.com\nmx: *.example.com\nmax_age: 806400\n";
  const auto findings = check_mta_sts_policy(text);
  CHECK(keys_of(findings) == Keys{"policy-translated"});
  CHECK(findings.size() == 3);
  CHECK(mended_mta_sts_policy(text) ==
        "version: STSv1\r\nmode: testing\r\nmx: mail.example.com\r\nmx: *.example.com\r\n"
        "max_age: 806400\r\n");
}

TEST_CASE("each fault of an mx line is told as what it is") {
  struct {
    const char* mx;
    Keys want;
    const char* mended;  // "" where nothing can be made of it
  } const cases[] = {
      {"mx: mail.example.com", {}, "mail.example.com"},
      {"mx: a.example.com, b.example.com",
       {"policy-mx-list"},
       "a.example.com\r\nmx: b.example.com"},
      {"mx: 10 mail.example.com", {"policy-mx-preference"}, "mail.example.com"},
      {"mx: smtp://mail.example.com:25/", {"policy-mx-url"}, "mail.example.com"},
      {"mx: mail.example.com.", {"policy-mx-final-dot"}, "mail.example.com"},
      {"mx: .example.com", {"policy-mx-leading-dot"}, "*.example.com"},
      {"mx: mx*.example.com", {"policy-mx-star"}, "*.example.com"},
      {"mx: *", {"policy-mx-star"}, ""},
      {"mx: 192.0.2.1", {"policy-mx-address"}, ""},
      {"mx: 2001:db8::1", {"policy-mx-address"}, ""},
      {"mx: m\xC3\xB8x.example", {"policy-mx-u-label"}, "xn--mx-lka.example"},
      {"mx: mail_1.example.com", {"policy-mx"}, ""},
      {"mx:", {"policy-mx-empty"}, ""},
      {"mx: *.com", {"policy-mx-suffix"}, "*.com"},
      {"mx: *.mx.microsoft", {"policy-mx-microsoft"}, "*.mx.microsoft"},
      {"", {"policy-no-mx"}, ""},
      {"mx: a.example.com\nmx: A.example.com", {"policy-mx-twice"}, "a.example.com"},
      {"nmx: mx0.example.com\nmx: mail.example.com",
       {"policy-near-key"},
       "mx0.example.com\r\nmx: mail.example.com"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.mx);
    CHECK(keys_of(check_mta_sts_policy(policy(c.mx))) == c.want);
    const std::string wanted = "version: STSv1\r\nmode: enforce\r\nmx: " + std::string(c.mended) +
                               "\r\nmax_age: 604800\r\n";
    CHECK(mended_mta_sts_policy(policy(c.mx)).value_or("") == (*c.mended == '\0' ? "" : wanted));
  }
}

TEST_CASE("each other fault is told as what it is") {
  const std::string mx = "mx: mail.example.com";
  struct {
    std::string text;
    Keys want;
  } const cases[] = {
      {policy(mx, "Mode: enforce"), {"policy-key-form"}},
      {policy(mx, " mode: enforce"), {"policy-key-form"}},
      {policy(mx, "mode=enforce"), {"policy-equals"}},
      {policy(mx, "mode: enforced"), {"policy-mode"}},
      {policy(mx, "mode: \"enforce\""), {"policy-quotes"}},
      {policy(mx, ""), {"policy-no-mode"}},
      {policy(mx, "mode: none"), {"policy-none"}},
      {policy("", "mode: none"), {"policy-none", "policy-none-without-mx"}},
      {policy(mx, "mode: testing"), {"policy-testing"}},
      {policy(mx, "mode: enforce\n"), {"policy-empty-line"}},
      {policy(mx, "# yes\nmode: enforce"), {"policy-comment"}},
      {policy(mx, "mode: enforce\nhello world"), {"policy-line"}},
      {policy(mx,
              "mode:\xC2\xA0"
              "enforce"),
       {"policy-unseen"}},
      {policy(mx, "mode: enforce", "max_age: 3600"), {"policy-max-age-day"}},
      {policy(mx, "mode: enforce", "max_age: 86400"), {"policy-max-age-week"}},
      {policy(mx, "mode: enforce", "max_age: 0"), {"policy-max-age-zero"}},
      {policy(mx, "mode: enforce", "max_age: 604800s"), {"policy-max-age"}},
      {policy(mx, "mode: enforce", "max_age: 31557601"), {"policy-max-age-year"}},
      {policy(mx, "mode: enforce", "max-age: 604800"), {"policy-no-max-age", "policy-near-key"}},
      {policy(mx, "mode: enforce", "max_age: 604800\nx: y"), {"policy-field-without-meaning"}},
      {"mode: enforce\nversion: STSv1\n" + mx + "\nmax_age: 604800\n",
       {"policy-version-not-first"}},
      {"version: stsv1\nmode: enforce\n" + mx + "\nmax_age: 604800\n", {"policy-version"}},
      {"version: STSv1; mode: enforce; mx: mail.example.com; max_age: 604800\n",
       {"policy-one-line"}},
      {"\xEF\xBB\xBF" + policy(mx), {"policy-bom"}},
      {"version: STSv1\rmode: enforce\rmx: mail.example.com\rmax_age: 604800\r\n",
       {"policy-bare-cr"}},
      {"<!DOCTYPE html>\n<html></html>", {"policy-html"}},
      {"{\"version\":\"STSv1\"}", {"policy-json"}},
      {"v=STSv1; id=a", {"policy-record"}},
      {"", {"policy-empty"}},
      {policy(mx) + "x: " + std::string(5'000, 'x') + "\n",
       {"policy-large", "policy-field-without-meaning"}},
      {policy(mx) + "x: " + std::string(64'000, 'x') + "\n",
       {"policy-nearly-too-large", "policy-field-without-meaning"}},
      {policy(mx) + "x: " + std::string(65'536, 'x') + "\n",
       {"policy-too-large", "policy-field-without-meaning"}},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    CHECK(keys_of(check_mta_sts_policy(c.text)) == c.want);
  }
}

TEST_CASE("the line and the byte are named") {
  const auto findings = check_mta_sts_policy(policy("mx: mail.example\xE2\x80\x8B.com"));
  REQUIRE(findings.size() == 1);
  CHECK(findings.front().line == 3);
  CHECK(findings.front().column == 17);
  CHECK(findings.front().evidence == "U+200B");
}

TEST_CASE("a megabyte of lines is judged with few findings") {
  std::string text;
  while (text.size() < 1'000'000)
    text += "mx: a mx: b mx: \n\nwersja: =\n";
  CHECK(check_mta_sts_policy(text).size() < 100);
}

}  // namespace
}  // namespace tlsward
