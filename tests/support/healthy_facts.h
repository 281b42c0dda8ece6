// Facts of a domain with which nothing is wrong, for tests that break one of them.
#pragma once

#include "analyzer/facts.h"
#include "schema/finding.h"

#include <algorithm>
#include <string>
#include <vector>

namespace tlsward {

template <typename Value>
DnsAnswer<Value> secure(const std::string& name, std::vector<Value> values) {
  const DnsStatus status = values.empty() ? DnsStatus::absent : DnsStatus::found;
  return {
      .name = name, .status = status, .security = DnsSecurity::secure, .values = std::move(values)};
}

inline constexpr Timestamp kLooked =
    std::chrono::sys_days(std::chrono::year(2026) / 11 / 29) + std::chrono::hours(9);

inline TlsSeen good_tls(const std::string& host) {
  return {.protocol = "TLSv1.3",
          .certificate = {.names = {host},
                          .issuer = "CN = Example CA",
                          .not_before = kLooked - std::chrono::days(10),
                          .not_after = kLooked + std::chrono::days(80),
                          .public_key_sha256 = std::string(64, 'a')},
          .chain_length = 2,
          .name_matches = true};
}

inline SmtpLook good_look(const std::string& host, const std::string& address) {
  SmtpLook look{.address = address,
                .reach = {.reached = Reached::all},
                .extensions = {"STARTTLS"},
                .starttls_offered = true,
                .tls = good_tls(host)};
  look.tls->dane = DaneMatch::matched;
  return look;
}

inline MxHost good_host(const std::string& host, const std::string& address) {
  const TlsaRecord tlsa{3, 1, 1, std::string(32, '\xaa')};
  return {.name = host,
          .preference = 10,
          .ipv4 = secure<std::string>(host, {address}),
          .ipv6 = secure<std::string>(host, {}),
          .tlsa = secure<TlsaRecord>("_25._tcp." + host, {tlsa}),
          .tlsrpt = secure<std::string>("_smtp._tls." + host,
                                        {"v=TLSRPTv1; rua=mailto:tls@reports.example"}),
          .looks = {good_look(host, address)}};
}

inline PolicyFetch good_fetch(const std::string& address) {
  return {.address = address,
          .reach = {.reached = Reached::all},
          .tls = good_tls("mta-sts.example.org"),
          .status = 200,
          .content_type = "text/plain; charset=utf-8",
          .body =
              "version: STSv1\r\nmode: enforce\r\nmx: mx1.example.org\r\nmx: "
              "mx2.example.org\r\nmax_age: 1209600\r\n"};
}

inline Facts healthy_facts() {
  Facts facts{
      .domain = Domain("example.org"),
      .time = kLooked,
      .proved = true,
      .tlsrpt = secure<std::string>("_smtp._tls.example.org",
                                    {"v=TLSRPTv1; rua=mailto:tls@reports.example"}),
      .mta_sts = secure<std::string>("_mta-sts.example.org", {"v=STSv1; id=20261129"}),
      .mx = secure<MxRecord>("example.org", {{10, "mx1.example.org"}, {20, "mx2.example.org"}}),
      .mx_hosts = {good_host("mx1.example.org", "192.0.2.1"),
                   good_host("mx2.example.org", "192.0.2.2")}};
  facts.policy_host = {.name = "mta-sts.example.org",
                       .ipv4 = secure<std::string>("mta-sts.example.org", {"192.0.2.3"}),
                       .ipv6 = secure<std::string>("mta-sts.example.org", {}),
                       .fetches = {good_fetch("192.0.2.3")}};
  return facts;
}

// "KEY SEVERITY" of each that is not only worth knowing, in their order.
inline std::vector<std::string> keys_of(const std::vector<Finding>& findings) {
  std::vector<std::string> keys;
  for (const Finding& finding : findings)
    if (finding.severity != Severity::info)
      keys.push_back(std::string(finding.key) + ' ' + std::string(name(finding.severity)));
  return keys;
}

using Keys = std::vector<std::string>;

}  // namespace tlsward
