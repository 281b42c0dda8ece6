// The policy's host: its addresses, and what each of them answers (RFC 8461 section 3.3).
#include "analyzer/certificate_authorities.h"
#include "analyzer/check_certificate.h"
#include "analyzer/check_domain.h"
#include "analyzer/check_mta_sts_policy.h"
#include "schema/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

namespace tlsward {
namespace {

constexpr std::chrono::milliseconds kSlow{3000};  // some senders wait for 4 seconds
constexpr std::chrono::seconds kOldCopy{3600};

std::string subject_of(const PolicyHost& host, const PolicyFetch& fetch) {
  return fmt::format("{} ({})", host.name, fetch.address);
}

bool is_seen(const PolicyFetch& fetch) {
  return fetch.reach.reached == Reached::all;
}

// What kept an address from answering, which others may have done.
std::string_view key_of_trouble(const PolicyFetch& fetch, bool others_answer) {
  if (fetch.reach.trouble == Trouble::not_allowed) return "policy-host-private";
  if (fetch.reach.trouble == Trouble::no_route) return "policy-untested";
  if (fetch.reach.trouble == Trouble::no_turn) return "policy-no-turn";
  if (fetch.reach.trouble == Trouble::no_tls) return "policy-no-tls";
  return others_answer ? "policy-address-silent" : "policy-no-answer";
}

std::string_view key_of_status(int status) {
  if (status >= 300 && status < 400) return "policy-redirect";
  return status == 404 ? "policy-not-found" : "policy-status";
}

bool is_plain_text(const std::string& content_type) {
  return lower_case(trimmed(std::string_view(content_type).substr(0, content_type.find(';')))) ==
         "text/plain";
}

bool is_html(std::string_view body) {
  return trimmed(body).starts_with('<');
}

// What a client of TLS 1.2 without a name of its own got, where another got the file.
Findings check_old_client(const PolicyFetch& fetch, const std::string& subject) {
  if (!fetch.old_client) return {};
  const SecondLook& seen = *fetch.old_client;
  if (seen.reach.trouble == Trouble::no_tls)
    return {finding_about("policy-only-tls13", subject, seen.reach.words)};
  if (seen.status != 0 && seen.status != fetch.status)
    return {finding_about("policy-client", subject, std::to_string(seen.status))};
  return {};
}

// What is wrong with a file that came, but for what its text says.
Findings check_file(const PolicyFetch& fetch, const std::string& subject) {
  Findings findings;
  const auto add = [&](bool wrong, std::string_view key, const std::string& evidence) {
    if (wrong) findings.push_back(finding_about(key, subject, evidence));
  };
  add(!is_html(fetch.body) && !is_plain_text(fetch.content_type), "policy-content-type",
      fetch.content_type.empty() ? "-" : fetch.content_type);
  add(!fetch.content_encoding.empty() && lower_case(fetch.content_encoding) != "identity",
      "policy-encoded", fetch.content_encoding);
  if (fetch.too_large)  // how large nobody waited for
    findings.push_back(finding_about("policy-too-large", subject, "",
                                     {{"count", fmt::format("> {}", fetch.body.size())}}));
  add(fetch.age.value_or(0) > kOldCopy.count(), "policy-cached",
      fmt::format("{} s", fetch.age.value_or(0)));
  append(findings, check_old_client(fetch, subject));
  add(fetch.reach.time > kSlow, "policy-slow",
      fmt::format("{:.1f} s", static_cast<double>(fetch.reach.time.count()) / 1000));
  return findings;
}

bool is_renewable(const DnsAnswer<CaaRecord>& caa, const TlsSeen& seen) {
  const bool wildcard = std::ranges::any_of(
      seen.certificate.names, [](const std::string& name) { return name.starts_with("*."); });
  return may_issue(caa.values, seen.certificate.issuer, wildcard);
}

std::string text_of(const DnsAnswer<CaaRecord>& caa) {
  std::string text;
  for (const CaaRecord& record : caa.values)
    text += fmt::format("{}{} \"{}\"", text.empty() ? "" : ", ", record.tag, record.value);
  return text;
}

Findings check_fetch(const Facts& facts, const PolicyFetch& fetch, bool others_answer) {
  const PolicyHost& host = facts.policy_host;
  const std::string subject = subject_of(host, fetch);
  Findings findings;
  if (fetch.tls) {
    findings =
        check_certificate(*fetch.tls, CertificateOf::policy_host, host.name, subject, facts.time);
    if (fetch.tls->is_old())
      findings.push_back(finding_about("policy-tls-old", subject, fetch.tls->protocol));
  }
  if (!is_seen(fetch))
    findings.push_back(
        finding_about(key_of_trouble(fetch, others_answer), subject, fetch.reach.words));
  else if (fetch.status != 200)
    findings.push_back(
        finding_about(key_of_status(fetch.status), subject,
                      fetch.location.empty() ? std::to_string(fetch.status) : fetch.location));
  else
    append(findings, check_file(fetch, subject));
  for (const std::string& path : fetch.elsewhere)
    findings.push_back(finding_about("policy-elsewhere", subject, path));
  if (fetch.tls && !is_renewable(facts.caa, *fetch.tls))
    findings.push_back(finding_about("policy-caa", facts.caa.name, text_of(facts.caa),
                                     {{"issuer", fetch.tls->certificate.issuer}}));
  return findings;
}

Findings check_addresses(const Facts& facts) {
  const PolicyHost& host = facts.policy_host;
  Findings findings = look_up_faults(host.ipv4, "policy-host-bogus", "policy-host-unknown");
  if (findings.empty())
    findings = look_up_faults(host.ipv6, "policy-host-bogus", "policy-host-unknown");
  if (!host.ipv4.found() && !host.ipv6.found() && findings.empty())
    findings.push_back(finding_about("policy-host-absent", host.name));
  return findings;
}

// The files of all addresses are one (a proxy or a second web server may have an older one).
Findings check_sameness(const Facts& facts) {
  const PolicyFetch* const first = served_file(facts);
  if (first == nullptr) return {};
  for (const PolicyFetch& fetch : facts.policy_host.fetches)
    if (is_seen(fetch) && fetch.status == 200 && fetch.body != first->body)
      return {
          finding_about("policy-differs", subject_of(facts.policy_host, fetch), first->address)};
  return {};
}

Findings check_text(const Facts& facts) {
  const PolicyFetch* const file = served_file(facts);
  if (file == nullptr || file->too_large) return {};
  Findings findings = check_mta_sts_policy(file->body);
  for (Finding& finding : findings)
    finding.subject = subject_of(facts.policy_host, *file);
  const auto policy = served_policy(facts);
  const bool testing = policy && policy->mode == PolicyMode::testing;
  if (testing && facts.tlsrpt.status == DnsStatus::absent)
    findings.push_back(finding_about("policy-testing-blind", facts.policy_host.name));
  return findings;
}

}  // namespace

const PolicyFetch* served_file(const Facts& facts) {
  const auto& fetches = facts.policy_host.fetches;
  const auto found = std::ranges::find_if(
      fetches, [](const PolicyFetch& fetch) { return is_seen(fetch) && fetch.status == 200; });
  return found == fetches.end() ? nullptr : &*found;
}

std::optional<MtaStsPolicy> served_policy(const Facts& facts) {
  const PolicyFetch* const file = served_file(facts);
  if (file == nullptr || file->too_large) return {};
  auto policy = read_policy(file->body);
  return policy ? std::optional(*policy) : std::nullopt;
}

Findings check_policy_host(const Facts& facts) {
  if (facts.policy_host.name.empty()) return {};  // nobody looked
  Findings findings = check_addresses(facts);
  const auto& fetches = facts.policy_host.fetches;
  const bool any_answers = std::ranges::any_of(fetches, is_seen);
  std::set<std::tuple<std::string_view, std::string, std::string>> said;
  for (const PolicyFetch& fetch : fetches)
    for (Finding& finding : check_fetch(facts, fetch, any_answers)) {
      // What all addresses answer is said once, which of them do not answer of each.
      const std::string address = is_seen(fetch) ? "" : fetch.address;
      if (said.emplace(finding.key, finding.evidence, address).second)
        findings.push_back(std::move(finding));
    }
  append(findings, check_sameness(facts));
  append(findings, check_text(facts));
  return findings;
}

}  // namespace tlsward
