// The checks of a domain: what was seen of it (Facts) -> what is to be said about it (Findings).
// Pure: they ask nobody, and the same facts give the same findings.
#pragma once

#include "analyzer/facts.h"
#include "analyzer/mta_sts_policy.h"
#include "schema/finding.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlsward {

using Findings = std::vector<Finding>;

// The TLSRPT record, and where else it stands (RFC 8460 section 3).
Findings check_tlsrpt(const Facts& facts);

// The MTA-STS record, the policy's host and the policy (RFC 8461 section 3).
Findings check_mta_sts(const Facts& facts);

// The same of the host alone; nothing where DNS has no such name.
Findings check_policy_host(const Facts& facts);

// The MX set against DNS and the policy (RFC 8461 section 4), and check_starttls().
Findings check_mx(const Facts& facts);

// STARTTLS and certificate at each address of each MX host (RFC 8461 section 4.2).
Findings check_starttls(const Facts& facts);

// The TLSA records of the MX hosts against what these show (RFC 7672).
Findings check_dane(const Facts& facts);

// Whether all authoritative servers say the same of the TXT records at `name`; else one finding.
Findings check_servers(const Facts& facts, std::string_view key, const std::string& name,
                       std::optional<ServerTexts> ServerAnswer::*texts);

// That signatures of the zones end soon, of which the first that does.
Findings check_signatures(const Facts& facts);

// The addresses that reports go to.
Findings check_report_targets(const Facts& facts);

// The file that senders get: of the first address that answers with status 200; nullptr if none
// does.
const PolicyFetch* served_file(const Facts& facts);

// The policy in it. Absent if there is no file, or it is no policy.
std::optional<MtaStsPolicy> served_policy(const Facts& facts);

// A finding of that kind about the name or address.
Finding finding_about(std::string_view key, std::string subject, std::string_view evidence = {},
                      std::vector<std::pair<std::string, std::string>> values = {});

// What keeps an answer from telling anything: `bogus` or `failed` name the finding. Nothing where
// DNS has answered.
template <typename Value>
Findings look_up_faults(const DnsAnswer<Value>& answer, std::string_view bogus,
                        std::string_view failed) {
  if (answer.status != DnsStatus::failed) return {};
  const bool proved_wrong = answer.security == DnsSecurity::bogus;
  return {finding_about(proved_wrong ? bogus : failed, answer.name, answer.why)};
}

// Adds the findings to the others.
void append(Findings& findings, Findings more);

}  // namespace tlsward
