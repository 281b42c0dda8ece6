// Tests analyzer/live_mx.cpp: the mx lines that MX records lead to.
#include "analyzer/live_mx.h"

#include "analyzer/mta_sts_policy.h"
#include "tests/support/healthy_facts.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

namespace tlsward {
namespace {

using Patterns = std::vector<std::string>;

const Domain kDomain("example.org");

DnsAnswer<MxRecord> records(std::vector<MxRecord> values) {
  return secure<MxRecord>("example.org", std::move(values));
}

TEST_CASE("hosts are listed by preference, those of providers by what they may move to") {
  const struct {
    std::vector<MxRecord> mx;
    Patterns by_wildcard;
    Patterns by_name;
  } cases[] = {
      {{{20, "MX2.example.org"}, {10, "mx1.example.org"}, {30, "mx1.example.org"}},
       {"mx1.example.org", "mx2.example.org"},
       {"mx1.example.org", "mx2.example.org"}},
      {{{0, "example-org.mail.protection.outlook.com"}},
       {"*.mail.protection.outlook.com"},
       {"example-org.mail.protection.outlook.com"}},
      {{{0, "example-org.h-v1.mx.microsoft"}},
       {"*.h-v1.mx.microsoft"},
       {"example-org.h-v1.mx.microsoft"}},
      {{{1, "aspmx.l.google.com"}, {5, "alt1.aspmx.l.google.com"}, {5, "alt2.aspmx.l.google.com"}},
       {"aspmx.l.google.com", "*.aspmx.l.google.com"},
       {"aspmx.l.google.com", "alt1.aspmx.l.google.com", "alt2.aspmx.l.google.com"}},
      {{{10, "aspmx2.googlemail.com"}, {10, "aspmx3.googlemail.com"}},
       {"*.googlemail.com"},
       {"aspmx2.googlemail.com", "aspmx3.googlemail.com"}},
      {{{1, "smtp.google.com"}}, {"smtp.google.com"}, {"smtp.google.com"}},
      {{{5, "mx.evilmail.protection.outlook.com.example.net"}},
       {"mx.evilmail.protection.outlook.com.example.net"},
       {"mx.evilmail.protection.outlook.com.example.net"}},
      {{}, {"example.org"}, {"example.org"}},
  };
  for (const auto& one : cases) {
    CAPTURE(one.by_name);
    CHECK(live_mx(kDomain, records(one.mx), ProviderHosts::by_wildcard).value().patterns ==
          one.by_wildcard);
    CHECK(live_mx(kDomain, records(one.mx), ProviderHosts::by_name).value().patterns ==
          one.by_name);
  }
}

TEST_CASE("what comes with a wildcard, or without an MX record, is said") {
  const auto provider =
      live_mx(kDomain, records({{0, "a.mail.protection.outlook.com"}}), ProviderHosts::by_wildcard);
  REQUIRE(provider.value().findings.size() == 1);
  CHECK(provider->findings[0].key == "policy-mx-provider");
  CHECK(provider->findings[0].evidence == "mx: *.mail.protection.outlook.com");
  const auto implicit = live_mx(kDomain, records({}), ProviderHosts::by_wildcard);
  REQUIRE(implicit.value().findings.size() == 1);
  CHECK(implicit->findings[0].key == "mx-implicit");
}

TEST_CASE("there are none where DNS is silent, no mail is taken, or a host has no name") {
  const auto none = [](const DnsAnswer<MxRecord>& mx) {
    return live_mx(kDomain, mx, ProviderHosts::by_wildcard).error();
  };
  CHECK(none({.name = "example.org", .why = "SERVFAIL"}) == NoLiveMx::unknown);
  CHECK(none(records({{0, ""}})) == NoLiveMx::no_mail);
  CHECK(none(records({{10, "mx1.example.org"}, {20, "192.0.2.7"}})) == NoLiveMx::no_name);
  CHECK(none(records({{10, "mx_1.example.org"}})) == NoLiveMx::no_name);
}

TEST_CASE("whatever hosts there are, the patterns cover each of them") {
  std::mt19937 chance(8461);
  constexpr std::string_view names[] = {"example.org",       "mail.protection.outlook.com",
                                        "h-v1.mx.microsoft", "aspmx.l.google.com",
                                        "googlemail.com",    "mx.example.net"};
  for (int i = 0; i < 1'000; ++i) {
    std::vector<MxRecord> mx;
    for (auto count = chance() % 6 + 1; count > 0; --count) {
      std::string host = chance() % 4 == 0 ? "" : "h" + std::to_string(chance() % 100) + ".";
      host += names[chance() % std::size(names)];
      mx.push_back({static_cast<std::uint16_t>(chance() % 50), host});
    }
    for (const ProviderHosts hosts : {ProviderHosts::by_wildcard, ProviderHosts::by_name}) {
      const Patterns patterns = live_mx(kDomain, records(mx), hosts).value().patterns;
      for (const MxRecord& record : mx) {
        CAPTURE(record.host);
        CHECK(std::ranges::any_of(patterns, [&](const std::string& pattern) {
          return covers(pattern, Domain(record.host));
        }));
      }
    }
  }
}

}  // namespace
}  // namespace tlsward
