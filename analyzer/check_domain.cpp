#include "analyzer/check_domain.h"

#include "analyzer/check_mta_sts.h"
#include "analyzer/check_tlsrpt.h"
#include "analyzer/finding_kinds.h"

#include <algorithm>
#include <iterator>

namespace tlsward {
namespace {

constexpr std::string_view kTlsrptVersion = "v=TLSRPTv1";
constexpr std::string_view kStsVersion = "v=STSv1";

// A record of that version at a name where nobody looks for it; nullptr if there is none.
const DnsAnswer<std::string>* find_elsewhere(const Facts& facts, std::string_view version) {
  const auto found =
      std::ranges::find_if(facts.near_misses, [&](const DnsAnswer<std::string>& answer) {
        return std::ranges::any_of(
            answer.values, [&](const std::string& text) { return text.starts_with(version); });
      });
  return found == facts.near_misses.end() ? nullptr : &*found;
}

bool has_dane(const Facts& facts) {
  return std::ranges::any_of(facts.mx_hosts, [](const MxHost& host) {
    return host.tlsa.found() && host.tlsa.security == DnsSecurity::secure;
  });
}

void name_subject(Findings& findings, const std::string& subject) {
  for (Finding& finding : findings)
    if (finding.subject.empty()) finding.subject = subject;
}

// Reports about DANE name the MX host: there the record is looked for (RFC 8460 section 3).
Findings check_tlsrpt_of_hosts(const Facts& facts) {
  Findings findings;
  for (const MxHost& host : facts.mx_hosts) {
    if (host.tlsa.security != DnsSecurity::secure || !host.tlsa.found()) continue;
    if (host.tlsrpt.status != DnsStatus::absent || host.name == facts.domain.text()) continue;
    findings.push_back(finding_about("tlsrpt-missing-at-mx", host.tlsrpt.name, host.name));
  }
  return findings;
}

Findings check_tlsrpt_absent(const Facts& facts) {
  const std::string& name = facts.tlsrpt.name;
  if (const auto* const elsewhere = find_elsewhere(facts, kTlsrptVersion))
    return {finding_about("tlsrpt-elsewhere", name, elsewhere->name)};
  return {finding_about("tlsrpt-absent", name)};
}

Findings check_sts_records(const Facts& facts) {
  const DnsAnswer<std::string>& answer = facts.mta_sts;
  Findings findings = check_mta_sts_records(answer.values, facts.time);
  name_subject(findings, answer.name);
  if (!answer.alias_of.empty())
    findings.push_back(finding_about("sts-alias", answer.name, answer.alias_of));
  if (is_null(facts.mx)) findings.push_back(finding_about("sts-no-mail", facts.domain.text()));
  return findings;
}

Findings check_sts_absent(const Facts& facts) {
  const std::string& name = facts.mta_sts.name;
  if (const auto* const elsewhere = find_elsewhere(facts, kStsVersion))
    return {finding_about("sts-elsewhere", name, elsewhere->name)};
  if (served_policy(facts))
    return {finding_about("sts-record-missing", name, facts.policy_host.name)};
  return {finding_about("sts-absent", name)};
}

bool is_unprotected(const Facts& facts) {
  return facts.mta_sts.status == DnsStatus::absent && facts.proved && !has_dane(facts);
}

}  // namespace

Finding finding_about(std::string_view key, std::string subject, std::string_view evidence,
                      std::vector<std::pair<std::string, std::string>> values) {
  Finding finding = make_finding(key, evidence);
  finding.subject = std::move(subject);
  finding.values = std::move(values);
  return finding;
}

void append(Findings& findings, Findings more) {
  std::ranges::move(more, std::back_inserter(findings));
}

Findings check_tlsrpt(const Facts& facts) {
  Findings findings = look_up_faults(facts.tlsrpt, "tlsrpt-bogus", "tlsrpt-unknown");
  if (facts.tlsrpt.status == DnsStatus::absent) append(findings, check_tlsrpt_absent(facts));
  if (facts.tlsrpt.found()) {
    append(findings, check_tlsrpt_records(facts.tlsrpt.values, facts.domain));
    name_subject(findings, facts.tlsrpt.name);
    if (!facts.tlsrpt.alias_of.empty())
      findings.push_back(finding_about("tlsrpt-alias", facts.tlsrpt.name, facts.tlsrpt.alias_of));
    if (is_unprotected(facts))
      findings.push_back(finding_about("tlsrpt-alone", facts.domain.text()));
  }
  append(findings, check_tlsrpt_of_hosts(facts));
  append(findings,
         check_servers(facts, "tlsrpt-servers-differ", facts.tlsrpt.name, &ServerAnswer::tlsrpt));
  append(findings, check_report_targets(facts));
  return findings;
}

Findings check_mta_sts(const Facts& facts) {
  Findings findings = look_up_faults(facts.mta_sts, "sts-bogus", "sts-unknown");
  if (facts.mta_sts.status == DnsStatus::absent) {
    append(findings, check_sts_absent(facts));
    if (!served_file(facts)) return findings;  // no record and no file: nobody wants a policy here
  }
  if (facts.mta_sts.found()) append(findings, check_sts_records(facts));
  append(findings,
         check_servers(facts, "sts-servers-differ", facts.mta_sts.name, &ServerAnswer::mta_sts));
  append(findings, check_policy_host(facts));
  return findings;
}

}  // namespace tlsward
