// The table of docs/trust.md for mails, from the best to the worst.
#include "collector/trust.h"

#include "schema/identity.h"
#include "schema/organizational_domain.h"
#include "schema/printable.h"
#include "schema/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string_view>

namespace tlsward {
namespace {

constexpr std::chrono::hours kKeysMayBeGone{7 * 24};  // a first poll must not lose years

// Whose signature proves the report.
struct Signer {
  Domain domain;
  std::string_view said_by;  // for people
};

Domain from_domain(const Mail& mail) {
  const auto at = mail.from.rfind('@');
  return at == std::string::npos ? Domain() : Domain(mail.from.substr(at + 1));
}

// RFC 8460 section 5.3 wants submitter and contact-info to match; mail.ru's do in their
// organizational domain only. What sys4's reporter before 0.6.0 has as submitter is no host name.
Signer wanted_signer(const Mail& mail, const Report& report) {
  if (const Domain contact = contact_domain(report); !contact.empty())
    return {contact, "contact-info"};
  if (const Domain submitter(mail.tls_report_submitter); submitter.is_host_name())
    return {submitter, "TLS-Report-Submitter"};
  return {from_domain(mail), "From"};
}

// Authentication-Results (RFC 8601 section 2.2)

// Takes the comment with which the text begins off it, those within it too.
void drop_comment(std::string_view& text) {
  int depth = 0;
  do {
    const char c = text.front();
    text.remove_prefix(c == '\\' ? std::min<std::size_t>(text.size(), 2) : 1);
    depth += c == '(' ? 1 : 0;
    depth -= c == ')' ? 1 : 0;
  } while (depth > 0 && !text.empty());
}

// Takes the quoted string with which the text begins off it: what it says, with a blank for each
// ";", which would end a result.
std::string take_quoted(std::string_view& text) {
  std::string said;
  text.remove_prefix(1);
  for (; !text.empty() && text.front() != '"'; text.remove_prefix(1)) {
    if (text.front() == '\\' && text.size() > 1) text.remove_prefix(1);
    said += text.front() == ';' ? ' ' : text.front();
  }
  text.remove_prefix(text.empty() ? 0 : 1);
  return said;
}

// The text without comments and without the quotes of quoted strings.
std::string without_comments(std::string_view text) {
  std::string rest;
  while (!text.empty()) {
    if (text.front() == '(') {
      drop_comment(text);
    } else if (text.front() == '"') {
      rest += take_quoted(text);
    } else {
      rest += text.front();
      text.remove_prefix(1);
    }
  }
  return rest;
}

std::string_view next_word(std::string_view& text) {
  text = trimmed(text);
  const std::string_view word = text.substr(0, text.find_first_of(kBlanks));
  text.remove_prefix(word.size());
  return word;
}

// "dkim=pass header.d=example.com" and "header.i=@example.com": who has signed.
struct DkimResult {
  bool pass = false;
  Domain domain;
};

std::optional<DkimResult> dkim_result(std::string_view text) {
  const std::string_view method = next_word(text);
  if (!method.starts_with("dkim=") && !method.starts_with("dkim/1=")) return {};
  DkimResult result{.pass = method.ends_with("=pass"), .domain = {}};
  while (!trimmed(text).empty()) {
    const std::string_view property = next_word(text);
    const auto value = property.substr(std::min(property.find_last_of("=@") + 1, property.size()));
    if (property.starts_with("header.d=")) result.domain = Domain(value);
    if (property.starts_with("header.i=") && result.domain.empty()) result.domain = Domain(value);
  }
  return result;
}

struct AuthenticationResults {
  std::string authserv_id;
  std::vector<DkimResult> dkim;
};

AuthenticationResults parse_results(std::string_view field) {
  const std::string text = lower_case(without_comments(field));
  std::string_view rest = text;
  AuthenticationResults results;
  for (bool first = true; !rest.empty(); first = false) {
    std::string_view part = rest.substr(0, rest.find(';'));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    if (first) {
      results.authserv_id = next_word(part);
    } else if (const auto dkim = dkim_result(part)) {
      results.dkim.push_back(*dkim);
    }
  }
  return results;
}

// What our own server says of the signatures. Servers write on top, so that what a sender wrote
// stands below. RFC 8601 section 5 has a server remove fields that claim its own id, but not every
// one does: so only the topmost field that tells of DKIM is believed, and none below the first of
// a server that is not configured, for that one may have been written anywhere on the way.
AuthenticationResults believed_results(const MailProof& proof) {
  const auto is_ours = [&](const std::string& id) {
    return std::ranges::any_of(proof.authserv_ids,
                               [&](const std::string& ours) { return lower_case(ours) == id; });
  };
  for (const std::string& field : proof.mail.authentication_results) {
    AuthenticationResults results = parse_results(field);
    if (!is_ours(results.authserv_id)) break;
    if (!results.dkim.empty()) return results;
  }
  return {};
}

// Verdicts

bool holds(const DkimSignature& signature) {
  return signature.verdict == DkimVerdict::pass || signature.verdict == DkimVerdict::expired;
}

std::string told(const DkimSignature& signature) {
  return fmt::format("DKIM d={} s={} {}{}", printable(signature.domain.text(), 80),
                     signature.selector, name(signature.verdict),
                     signature.detail.empty() ? "" : fmt::format(" ({})", signature.detail));
}

std::optional<Believed> by_signature(const MailProof& proof, const Signer& signer) {
  for (const DkimSignature& signature : proof.signatures) {
    if (holds(signature) && is_aligned(signature.domain, signer.domain))
      return Believed{Trust::verified,
                      fmt::format("{}, aligned to {}", told(signature), signer.said_by)};
  }
  return {};
}

std::optional<Believed> by_our_server(const MailProof& proof, const Signer& signer) {
  const AuthenticationResults results = believed_results(proof);
  for (const DkimResult& dkim : results.dkim) {
    if (dkim.pass && is_aligned(dkim.domain, signer.domain))
      return Believed{
          Trust::vouched,
          fmt::format("{} says DKIM d={} pass, aligned to {}", printable(results.authserv_id, 80),
                      printable(dkim.domain.text(), 80), signer.said_by)};
  }
  return {};
}

// What may be true, but cannot be told from a forgery now. Of old mails neither the key nor an
// answer is waited for any more.
std::optional<Believed> open_question(const MailProof& proof, const DkimSignature& signature,
                                      const Signer& signer) {
  const auto unauthenticated = [&](std::string_view why) {
    return Believed{Trust::unauthenticated, told(signature) + std::string(why)};
  };
  const bool by_from = is_aligned(signature.domain, from_domain(proof.mail));
  if (holds(signature) && by_from)
    return unauthenticated(fmt::format(", aligned to From only; {} is of {}", signer.said_by,
                                       printable(signer.domain.text(), 80)));
  if (!by_from && !is_aligned(signature.domain, signer.domain)) return {};
  const bool old = proof.now - proof.mail.received.value_or(proof.now) > kKeysMayBeGone;
  if (signature.verdict == DkimVerdict::no_key && old)
    return unauthenticated("; the mail is so old that the key may be gone");
  if (signature.verdict != DkimVerdict::temporary) return {};
  Believed believed = unauthenticated("");
  believed.ask_again = !old;
  return believed;
}

std::optional<Believed> by_question(const MailProof& proof, const Signer& signer) {
  for (const DkimSignature& signature : proof.signatures) {
    if (auto believed = open_question(proof, signature, signer)) return believed;
  }
  return {};
}

Believed refuse(const MailProof& proof, const Signer& signer) {
  const auto unsigned_mail = [](const DkimSignature& signature) {
    return signature.verdict == DkimVerdict::none;
  };
  if (std::ranges::all_of(proof.signatures, unsigned_mail))
    return {Trust::refused, "no DKIM signature (RFC 8460 section 3)"};
  const DkimSignature& best = proof.signatures.front();
  if (!holds(best)) return {Trust::refused, told(best)};
  return {Trust::refused, fmt::format("{}, but {} is of {}", told(best), signer.said_by,
                                      printable(signer.domain.text(), 80))};
}

}  // namespace

Believed believe(const MailProof& proof, const Report& report) {
  const Signer signer = wanted_signer(proof.mail, report);
  if (auto believed = by_signature(proof, signer)) return *std::move(believed);
  if (auto believed = by_our_server(proof, signer)) return *std::move(believed);
  if (auto believed = by_question(proof, signer)) return *std::move(believed);
  return refuse(proof, signer);
}

}  // namespace tlsward
