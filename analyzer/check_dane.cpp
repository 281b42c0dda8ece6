// The TLSA records of the MX hosts: whether they are proved, whether SMTP can use them, and whether
// they fit the certificates (RFC 7672).
#include "analyzer/check_domain.h"

#include <fmt/format.h>

#include <algorithm>

namespace tlsward {
namespace {

// RFC 6698 section 2.1.3: SHA-256 and SHA-512.
bool has_right_size(const TlsaRecord& record) {
  switch (record.matching_type) {
    case 0:
      return !record.data.empty();
    case 1:
      return record.data.size() == 32;
    case 2:
      return record.data.size() == 64;
    default:
      return false;
  }
}

bool is_usable(const TlsaRecord& record) {
  return record.is_of_smtp() && record.selector <= 1 && has_right_size(record);
}

// "3 1 1 8d02536c88…" as far as a line goes.
std::string text_of(const TlsaRecord& record) {
  std::string text = fmt::format("{} {} {} ", record.usage, record.selector, record.matching_type);
  for (const char byte : record.data.substr(0, 8))
    text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return record.data.size() > 8 ? text + "…" : text;
}

Findings check_records(const DnsAnswer<TlsaRecord>& tlsa) {
  Findings findings;
  const bool any_usable = std::ranges::any_of(tlsa.values, is_usable);
  for (const TlsaRecord& record : tlsa.values) {
    if (!record.is_of_smtp())
      findings.push_back(finding_about("dane-usage", tlsa.name, text_of(record)));
    else if (!is_usable(record))
      findings.push_back(finding_about("dane-record", tlsa.name, text_of(record)));
    else if (record.usage == 3 && record.selector == 0)
      findings.push_back(finding_about("dane-whole-certificate", tlsa.name, text_of(record)));
  }
  if (!any_usable) findings.push_back(finding_about("dane-none-usable", tlsa.name));
  return findings;
}

// What the certificate would need: the record that fits it.
std::string wanted_record(const SmtpLook& look) {
  return "3 1 1 " + look.tls->certificate.public_key_sha256;
}

Findings check_matches(const MxHost& host) {
  Findings findings;
  const bool only_anchors = std::ranges::all_of(host.tlsa.values, [](const TlsaRecord& record) {
    return !is_usable(record) || record.usage == 2;
  });
  bool any_seen = false;
  for (const SmtpLook& look : host.looks) {
    if (!look.tls) continue;
    any_seen = true;
    if (look.tls->dane != DaneMatch::not_matched) continue;
    findings.push_back(finding_about(only_anchors ? "dane-anchor" : "dane-no-match",
                                     fmt::format("{} ({})", host.name, look.address),
                                     text_of(host.tlsa.values.front()),
                                     {{"wanted", wanted_record(look)}, {"name", host.tlsa.name}}));
  }
  if (!any_seen) findings.push_back(finding_about("dane-not-seen", host.name));
  return findings;
}

bool is_secure(const DnsAnswer<std::string>& answer) {
  return answer.security == DnsSecurity::secure;
}

Findings check_host(const Facts& facts, const MxHost& host) {
  Findings findings = look_up_faults(host.tlsa, "dane-bogus", "dane-unknown");
  if (!host.tlsa.found()) return findings;
  if (host.tlsa.security != DnsSecurity::secure)
    return {finding_about("dane-unsigned", host.tlsa.name)};
  if (facts.mx.security == DnsSecurity::insecure)
    findings.push_back(finding_about("dane-mx-unsigned", facts.domain.text(), host.name));
  if (!is_secure(host.ipv4) && !is_secure(host.ipv6))
    findings.push_back(finding_about("dane-host-unsigned", host.name));
  append(findings, check_records(host.tlsa));
  append(findings, check_matches(host));
  return findings;
}

bool has_records(const MxHost& host) {
  return host.tlsa.found();
}

// Senders take any host of the set: an attacker leads them to the one without records.
Findings check_whole_set(const Facts& facts) {
  Findings findings;
  for (const MxHost& host : facts.mx_hosts)
    if (host.tlsa.status == DnsStatus::absent)
      findings.push_back(finding_about("dane-partial", host.name, host.tlsa.name));
  return findings;
}

}  // namespace

Findings check_dane(const Facts& facts) {
  const bool any = std::ranges::any_of(facts.mx_hosts, has_records);
  // Neither that records are right is proved, nor that there are none.
  if (!facts.proved) return {finding_about("dane-unproved", facts.domain.text())};
  Findings findings;
  for (const MxHost& host : facts.mx_hosts)
    append(findings, check_host(facts, host));
  if (any) append(findings, check_whole_set(facts));
  append(findings, check_signatures(facts));
  return findings;
}

}  // namespace tlsward
