#include "analyzer/remembered.h"

#include "analyzer/check_domain.h"
#include "analyzer/txt_record.h"

#include <algorithm>

namespace tlsward {
namespace {

// A look that ended before anybody answered tells nothing of what is served.
bool is_seen(const PolicyFetch& fetch) {
  const Trouble trouble = fetch.reach.trouble;
  return trouble != Trouble::no_route && trouble != Trouble::not_allowed &&
         trouble != Trouble::no_turn;
}

bool is_host_seen(const PolicyHost& host) {
  const bool has_name = host.ipv4.found() || host.ipv6.found();
  if (!has_name)
    return host.ipv4.status == DnsStatus::absent && host.ipv6.status == DnsStatus::absent;
  return std::ranges::any_of(host.fetches, is_seen);
}

// Of the one record that senders take; "" if there is none. Absent where there are records that
// they do not take: that is a fault of its own, and not that the record is gone.
std::optional<std::string> record_id(const DnsAnswer<std::string>& answer) {
  std::string id;
  std::size_t records = 0;
  for (const std::string& text : answer.values) {
    if (!text.starts_with("v=STSv1")) continue;
    ++records;
    if (const auto record = read_mta_sts_record(text)) id = record->id;
  }
  if (records > 1 || (records == 1 && id.empty())) return {};
  return id;
}

void add(std::vector<CertificateSighting>& sightings, const std::string& host,
         const std::string& address, const std::optional<TlsSeen>& tls, Timestamp time) {
  if (!tls) return;
  sightings.push_back({.host = Domain(host),
                       .address = address,
                       .sha256 = tls->certificate.sha256,
                       .not_before = tls->certificate.not_before,
                       .not_after = tls->certificate.not_after,
                       .first = time,
                       .last = time});
}

}  // namespace

std::optional<SetUp> set_up_of(const Facts& facts) {
  const bool answered =
      facts.mta_sts.status != DnsStatus::failed && facts.mx.status != DnsStatus::failed;
  const std::optional<std::string> id = record_id(facts.mta_sts);
  if (!answered || !id || !is_host_seen(facts.policy_host)) return {};
  SetUp set_up{.domain = facts.domain,
               .id = *id,
               .policy = {},
               .mx_hosts = {},
               .first = facts.time,
               .last = facts.time};
  if (const PolicyFetch* const file = served_file(facts)) set_up.policy = file->body;
  for (const MxRecord& record : facts.mx.values)
    if (!record.host.empty()) set_up.mx_hosts.emplace_back(record.host);
  std::ranges::sort(set_up.mx_hosts);
  return set_up;
}

std::vector<CertificateSighting> certificates_of(const Facts& facts) {
  std::vector<CertificateSighting> sightings;
  for (const PolicyFetch& fetch : facts.policy_host.fetches)
    add(sightings, facts.policy_host.name, fetch.address, fetch.tls, facts.time);
  for (const MxHost& host : facts.mx_hosts)
    for (const SmtpLook& look : host.looks)
      add(sightings, host.name, look.address, look.tls, facts.time);
  return sightings;
}

}  // namespace tlsward
