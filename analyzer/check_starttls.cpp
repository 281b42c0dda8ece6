// STARTTLS and certificate at each address of each MX host.
#include "analyzer/check_certificate.h"
#include "analyzer/check_domain.h"

#include <fmt/format.h>

#include <algorithm>

namespace tlsward {
namespace {

std::string subject_of(const MxHost& host, const SmtpLook& look) {
  return fmt::format("{} ({})", host.name, look.address);
}

bool is_reached(const SmtpLook& look) {
  return look.reach.reached != Reached::nothing;
}

bool is_allowed(const SmtpLook& look) {
  return look.reach.trouble != Trouble::not_allowed;
}

bool is_tried(const SmtpLook& look) {
  return is_allowed(look) && look.reach.trouble != Trouble::no_turn;
}

// Some firewalls write over what they do not want to be seen: "XXXXXXXA" (Cisco's SMTP inspection).
bool is_overwritten(const SmtpLook& look) {
  return std::ranges::any_of(look.extensions,
                             [](const std::string& line) { return line.starts_with("XXXX"); });
}

// What stopped the look before TLS, by how far it came.
std::string_view key_of_trouble(const SmtpLook& look) {
  switch (look.reach.reached) {
    case Reached::nothing:
      if (look.reach.trouble == Trouble::no_turn) return "smtp-no-turn";
      return look.reach.trouble == Trouble::no_route ? "smtp-no-route" : "smtp-unreachable";
    case Reached::connection:
      return "smtp-no-greeting";
    case Reached::greeting:
      if (look.extensions.empty() && look.reach.trouble != Trouble::none) return "smtp-no-greeting";
      if (!look.starttls_offered)
        return is_overwritten(look) ? "starttls-stripped" : "starttls-missing";
      return "starttls-refused";
    default:
      return "starttls-no-tls";
  }
}

// A certificate matters to those who verify it: under "enforce" mail waits, under "testing" it is
// reported, and without a policy nobody looks. That it ends soon is worth knowing whatever the
// mode.
void weigh(Findings& findings, const std::optional<MtaStsPolicy>& policy) {
  const PolicyMode mode = policy ? policy->mode : PolicyMode::none;
  for (Finding& finding : findings) {
    if (finding.severity != Severity::fail || mode == PolicyMode::enforce) continue;
    finding.severity = mode == PolicyMode::testing ? Severity::warn : Severity::info;
  }
}

// Who names no host gets a certificate that is for another one.
bool needs_sni(const SmtpLook& look) {
  return look.without_sni && look.tls->name_matches && !look.without_sni->name_matches;
}

// Who renews by a program does so with a third of the time left.
bool is_nearly_over(const CertificateSeen& certificate, Timestamp now) {
  return (certificate.not_after - now) * 3 < certificate.not_after - certificate.not_before;
}

// One address was left out when the certificate was renewed: for the same names, and older.
Findings check_sameness(const MxHost& host, Timestamp now) {
  for (const SmtpLook& old : host.looks)
    for (const SmtpLook& renewed : host.looks) {
      if (!old.tls || !renewed.tls) continue;
      const CertificateSeen& one = old.tls->certificate;
      const CertificateSeen& other = renewed.tls->certificate;
      if (one.names != other.names || one.issuer != other.issuer) continue;
      if (one.not_after >= other.not_after || !is_nearly_over(one, now)) continue;
      if (is_nearly_over(other, now)) continue;
      return {finding_about(
          "mx-certificate-left-behind", subject_of(host, old), renewed.address,
          {{"ends", format_day(std::chrono::floor<std::chrono::days>(one.not_after))}})};
    }
  return {};
}

Findings check_tls(const MxHost& host, const SmtpLook& look, const std::string& subject,
                   const Facts& facts) {
  Findings findings =
      check_certificate(*look.tls, CertificateOf::mx, host.name, subject, facts.time);
  weigh(findings, served_policy(facts));
  if (look.tls->is_old())
    findings.push_back(finding_about("starttls-old", subject, look.tls->protocol));
  if (!look.old_protocol.empty())
    findings.push_back(finding_about("starttls-old-too", subject, look.old_protocol));
  if (needs_sni(look))
    findings.push_back(
        finding_about("mx-certificate-sni", subject, names_of(look.without_sni->certificate)));
  return findings;
}

Findings check_look(const MxHost& host, const SmtpLook& look, const Facts& facts) {
  const std::string subject = subject_of(host, look);
  if (look.tls) return check_tls(host, look, subject, facts);
  return {finding_about(key_of_trouble(look), subject, look.reach.words)};
}

}  // namespace

Findings check_starttls(const Facts& facts) {
  bool any = false;
  bool any_reached = false;
  for (const MxHost& host : facts.mx_hosts) {
    any = any || std::ranges::any_of(host.looks, is_tried);
    any_reached = any_reached || std::ranges::any_of(host.looks, is_reached);
  }
  // Many networks let nobody out to port 25: that would be no fault of the domain.
  if (any && !any_reached) return {finding_about("smtp-port-closed", facts.domain.text())};
  Findings findings;
  for (const MxHost& host : facts.mx_hosts) {
    for (const SmtpLook& look : host.looks)
      if (is_allowed(look)) append(findings, check_look(host, look, facts));
    append(findings, check_sameness(host, facts.time));
  }
  return findings;
}

}  // namespace tlsward
