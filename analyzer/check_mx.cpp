// The MX set: what DNS says of it, and whether the policy covers it.
#include "analyzer/check_domain.h"
#include "analyzer/public_address.h"

#include <algorithm>

namespace tlsward {
namespace {

// An address where a name should be: nobody can have a certificate for it.
bool is_address(std::string_view name) {
  return name.find_first_not_of("0123456789.") == std::string_view::npos;
}

bool has_no_address(const MxHost& host) {
  return host.ipv4.status == DnsStatus::absent && host.ipv6.status == DnsStatus::absent;
}

Findings check_host(const MxHost& host, std::string_view domain) {
  if (is_address(host.name))
    return {finding_about("mx-is-address", std::string(domain), host.name)};
  Findings findings = look_up_faults(host.ipv4, "mx-host-bogus", "mx-host-unknown");
  if (findings.empty()) findings = look_up_faults(host.ipv6, "mx-host-bogus", "mx-host-unknown");
  if (!host.ipv4.alias_of.empty())
    findings.push_back(finding_about("mx-alias", host.name, host.ipv4.alias_of));
  if (findings.empty() && has_no_address(host))
    findings.push_back(finding_about("mx-no-address", host.name));
  for (const SmtpLook& look : host.looks)
    if (look.reach.trouble == Trouble::not_allowed)
      findings.push_back(finding_about("mx-private", host.name, look.address));
  return findings;
}

bool is_covered(const MtaStsPolicy& policy, const std::string& host) {
  return std::ranges::any_of(
      policy.mx, [&](const std::string& pattern) { return covers(pattern, Domain(host)); });
}

// Under "testing" mail is delivered all the same.
void soften(Findings& findings, PolicyMode mode) {
  for (Finding& finding : findings)
    if (mode == PolicyMode::testing && finding.severity == Severity::fail)
      finding.severity = Severity::warn;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts)
    all += (all.empty() ? "" : ", ") + text;
  return all;
}

Findings check_coverage(const Facts& facts, const MtaStsPolicy& policy) {
  Findings findings;
  const std::string patterns = joined(policy.mx);
  for (const MxHost& host : facts.mx_hosts)
    if (!is_covered(policy, host.name))
      findings.push_back(finding_about("mx-not-in-policy", host.name, patterns));
  if (!facts.mx_hosts.empty() && findings.size() == facts.mx_hosts.size())
    findings = {finding_about("mx-none-in-policy", facts.domain.text(), patterns)};
  else if (policy.mode == PolicyMode::enforce && !facts.mx_hosts.empty() &&
           !is_covered(policy, facts.mx_hosts.front().name))
    findings.push_back(
        finding_about("mx-first-not-in-policy", facts.mx_hosts.front().name, patterns));
  soften(findings, policy.mode);
  return findings;
}

Findings check_leftovers(const Facts& facts, const MtaStsPolicy& policy) {
  Findings findings;
  for (const std::string& pattern : policy.mx) {
    const bool used = std::ranges::any_of(
        facts.mx_hosts, [&](const MxHost& host) { return covers(pattern, Domain(host.name)); });
    if (!used) findings.push_back(finding_about("mx-only-in-policy", facts.domain.text(), pattern));
  }
  return findings;
}

}  // namespace

Findings check_mx(const Facts& facts) {
  const std::string& domain = facts.domain.text();
  Findings findings = look_up_faults(facts.mx, "mx-bogus", "mx-unknown");
  if (!findings.empty()) return findings;
  if (is_null(facts.mx)) return {finding_about("mx-null", domain)};
  if (facts.mx.status == DnsStatus::absent) {
    if (std::ranges::all_of(facts.mx_hosts, has_no_address))
      return {finding_about("mx-absent", domain)};
    findings.push_back(finding_about("mx-implicit", domain));
  }
  for (const MxHost& host : facts.mx_hosts)
    append(findings, check_host(host, domain));
  if (facts.mx_left_out != 0)
    findings.push_back(
        finding_about("mx-left-out", domain, "", {{"count", std::to_string(facts.mx_left_out)}}));
  if (const auto policy = served_policy(facts); policy && policy->mode != PolicyMode::none) {
    append(findings, check_coverage(facts, *policy));
    append(findings, check_leftovers(facts, *policy));
  }
  append(findings, check_starttls(facts));
  return findings;
}

}  // namespace tlsward
