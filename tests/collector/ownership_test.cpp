// collector/ownership.cpp: whose a domain is, and on whose line a policy entry stands.
#include "collector/ownership.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using tlsward::Domain;
using tlsward::lines_of;
using tlsward::Ownership;
using tlsward::Policy;
using tlsward::PolicyLine;
using tlsward::Report;

namespace {

Ownership ours() {
  Ownership ownership;
  ownership.domains = {Domain("example.com"), Domain("bücher.example")};
  ownership.mx_hosts = {Domain("mx.provider.example")};
  return ownership;
}

Policy policy(const std::string& type, const std::string& domain, const std::string& mx_host = "") {
  Policy made;
  made.policy_type = type;
  made.policy_domain = Domain(domain);
  if (!mx_host.empty()) made.mx_host = {Domain(mx_host)};
  return made;
}

}  // namespace

TEST_CASE("a domain of ours covers every name below it, an MX host only itself") {
  const struct {
    std::string domain;
    bool want;
  } cases[] = {
      {"example.com", true},
      {"EXAMPLE.com.", true},
      {"mail.eu.example.com", true},
      {"notexample.com", false},
      {"com", false},
      {"example.com.attacker.example", false},
      {"xn--bcher-kva.example", true},
      {"mx.provider.example", true},
      {"a.mx.provider.example", false},
      {"provider.example", false},
      {"", false},
  };
  for (const auto& [domain, want] : cases) {
    CAPTURE(domain);
    CHECK(ours().is_ours(Domain(domain)) == want);
  }
}

TEST_CASE("nothing is ours without domains, and everything if any domain is accepted") {
  Ownership ownership;
  CHECK_FALSE(ownership.is_ours(Domain("example.com")));
  CHECK_FALSE(ownership.is_ours(Domain()));
  ownership.accept_any = true;
  CHECK(ownership.is_ours(Domain("example.net")));
  CHECK(ownership.is_ours(Domain()));
}

TEST_CASE("each policy entry has its line, ours if the line or its policy domain is") {
  const struct {
    std::string what;
    Policy policy;
    std::string line;
    bool ours;
  } cases[] = {
      {"an sts policy of ours", policy("sts", "example.com"), "example.com", true},
      {"of another", policy("sts", "example.net"), "example.net", false},
      {"DANE of our MX host", policy("tlsa", "mx.provider.example"), "mx.provider.example", true},
      {"DANE of our domain at a provider that we did not list",
       policy("tlsa", "example.com", "mx.other.example"), "mx.other.example", true},
      {"DANE of another domain at our MX host",
       policy("tlsa", "example.net", "mx.provider.example"), "mx.provider.example", true},
  };
  Report report;
  for (const auto& each : cases)
    report.policies.push_back(each.policy);
  const std::vector<PolicyLine> lines = lines_of(report, "", ours());
  REQUIRE(lines.size() == std::size(cases));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    CAPTURE(cases[i].what);
    CHECK(lines[i].domain.text() == cases[i].line);
    CHECK(lines[i].ours == cases[i].ours);
  }
}

TEST_CASE("an entry without a policy domain stands on the line that the file name tells") {
  Report report;
  report.policies.push_back(policy("no-policy-found", ""));
  const auto lines =
      lines_of(report, "example.net!example.com!1790000000!1790086399.json.gz", ours());
  REQUIRE(lines.size() == 1);
  CHECK(lines.front().domain.text() == "example.com");
  CHECK(lines.front().ours);
}
