// Where reports are to go: whether the addresses of the record can take any, and whether they are
// ours (RFC 8460 section 3). Nothing was posted there.
#include "analyzer/check_domain.h"
#include "schema/text.h"

#include <algorithm>

namespace tlsward {
namespace {

bool has_address(const ReportTarget& target) {
  return target.ipv4.found() || target.ipv6.found();
}

Findings check_addresses(const ReportTarget& target) {
  Findings findings = look_up_faults(target.ipv4, "rua-bogus", "rua-unknown");
  if (findings.empty()) findings = look_up_faults(target.ipv6, "rua-bogus", "rua-unknown");
  return findings;
}

Findings check_mail(const ReportTarget& target) {
  Findings findings = look_up_faults(target.mx, "rua-bogus", "rua-unknown");
  if (!findings.empty()) return findings;
  if (is_null(target.mx)) return {finding_about("rua-no-mail", target.host, target.uri)};
  if (target.mx.found() || has_address(target)) return {};
  findings = check_addresses(target);
  return findings.empty() ? Findings{finding_about("rua-no-mail", target.host, target.uri)}
                          : findings;
}

bool is_answered(const PolicyFetch& visit) {
  return visit.reach.reached == Reached::all;
}

bool is_tried(const PolicyFetch& visit) {
  const Trouble trouble = visit.reach.trouble;
  return trouble != Trouble::not_allowed && trouble != Trouble::no_route &&
         trouble != Trouble::no_turn;
}

Findings check_visit(const ReportTarget& target, const PolicyFetch& visit) {
  Findings findings;
  const bool trusted = visit.tls && visit.tls->chain_faults.empty() && visit.tls->name_matches;
  if (visit.tls && !trusted)
    findings.push_back(
        finding_about("rua-certificate", target.host,
                      visit.tls->chain_words.empty() ? "another name" : visit.tls->chain_words));
  if (visit.status >= 300 && visit.status < 400)
    findings.push_back(finding_about("rua-redirect", target.uri, visit.location));
  return findings;
}

bool is_at_mx(const Facts& facts, const ReportTarget& target) {
  return std::ranges::any_of(facts.mx_hosts,
                             [&](const MxHost& host) { return host.name == target.host; });
}

Findings check_web(const Facts& facts, const ReportTarget& target) {
  Findings findings = check_addresses(target);
  if (!has_address(target) && findings.empty())
    findings.push_back(finding_about("rua-host-absent", target.host, target.uri));
  const auto& visits = target.visits;
  if (std::ranges::any_of(visits, is_tried) && std::ranges::none_of(visits, is_answered))
    findings.push_back(finding_about("rua-unreachable", target.uri, visits.front().reach.words));
  for (const PolicyFetch& visit : visits)
    if (findings.empty()) append(findings, check_visit(target, visit));
  if (is_at_mx(facts, target)) findings.push_back(finding_about("rua-at-mx", target.host));
  return findings;
}

bool is_fail(const Finding& finding) {
  return finding.severity == Severity::fail;
}

// Reports of what keeps mail away take the same way as that mail.
Findings check_way(const Facts& facts) {
  const auto is_at_home = [&](const ReportTarget& target) {
    return target.is_mail && Domain(target.host) == facts.domain;
  };
  const auto& targets = facts.report_targets;
  if (targets.empty() || !std::ranges::all_of(targets, is_at_home)) return {};
  const bool fails = std::ranges::any_of(check_mx(facts), is_fail) ||
                     std::ranges::any_of(check_dane(facts), is_fail);
  if (!fails) return {};
  return {finding_about("rua-behind-mx", facts.domain.text(), targets.front().uri)};
}

Findings check_ours(const Facts& facts) {
  const auto is_wanted = [&](const ReportTarget& target) {
    return std::ranges::any_of(facts.wanted_targets, [&](const std::string& wanted) {
      return lower_case(wanted) == lower_case(target.uri);
    });
  };
  const auto& targets = facts.report_targets;
  if (facts.wanted_targets.empty() || targets.empty()) return {};
  if (std::ranges::any_of(targets, is_wanted)) return {};
  std::string all;
  for (const ReportTarget& target : targets)
    all += (all.empty() ? "" : ",") + target.uri;
  return {finding_about("tlsrpt-not-ours", facts.tlsrpt.name, all,
                        {{"wanted", facts.wanted_targets.front()}})};
}

}  // namespace

Findings check_report_targets(const Facts& facts) {
  Findings findings = check_ours(facts);
  for (const ReportTarget& target : facts.report_targets)
    append(findings, target.is_mail ? check_mail(target) : check_web(facts, target));
  append(findings, check_way(facts));
  return findings;
}

}  // namespace tlsward
