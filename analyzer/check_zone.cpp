// What the zone's own servers say, each for itself, and how long its signatures count.
#include "analyzer/check_domain.h"

#include <fmt/format.h>

#include <algorithm>

namespace tlsward {
namespace {

using Texts = std::optional<ServerTexts> ServerAnswer::*;

std::string said_by(const ServerAnswer& server, Texts texts) {
  std::string said;
  for (const std::string& text : (server.*texts)->values)
    said += (said.empty() ? "" : " | ") + text;
  return fmt::format("{} ({}): {}", server.name, server.address, said.empty() ? "-" : said);
}

// RFC 4034 section 3.1.5: signers renew far earlier; what has less than an eighth left was missed.
bool ends_soon(const SignatureTime& signature, Timestamp now) {
  return (signature.end - now) * 8 < signature.end - signature.begin;
}

template <typename Value>
void note_signature(const DnsAnswer<Value>& answer, Timestamp now,
                    std::optional<std::pair<std::string, Timestamp>>& first) {
  if (answer.security != DnsSecurity::secure || !answer.signature) return;
  if (!ends_soon(*answer.signature, now)) return;
  if (!first || answer.signature->end < first->second) first = {answer.name, answer.signature->end};
}

}  // namespace

Findings check_servers(const Facts& facts, std::string_view key, const std::string& name,
                       Texts texts) {
  const ServerAnswer* first = nullptr;
  for (const ServerAnswer& server : facts.zone_servers) {
    if (!(server.*texts)) continue;
    if (first == nullptr) first = &server;
    if ((first->*texts)->values == (server.*texts)->values) continue;
    return {finding_about(key, name, "",
                          {{"one", said_by(*first, texts)}, {"other", said_by(server, texts)}})};
  }
  return {};
}

Findings check_signatures(const Facts& facts) {
  std::optional<std::pair<std::string, Timestamp>> first;
  note_signature(facts.mx, facts.time, first);
  note_signature(facts.tlsrpt, facts.time, first);
  note_signature(facts.mta_sts, facts.time, first);
  for (const MxHost& host : facts.mx_hosts) {
    note_signature(host.ipv4, facts.time, first);
    note_signature(host.ipv6, facts.time, first);
    note_signature(host.tlsa, facts.time, first);
  }
  if (!first) return {};
  return {finding_about("dnssec-ends", first->first, format_datetime(first->second))};
}

}  // namespace tlsward
