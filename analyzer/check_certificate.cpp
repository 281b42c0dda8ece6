#include "analyzer/check_certificate.h"

#include "analyzer/finding_kinds.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string_view>
#include <utility>

namespace tlsward {
namespace {

using std::chrono::days;
using std::chrono::floor;

constexpr std::size_t kNamesShown = 5;

// What is found of a policy host, and of an MX host.
struct Keys {
  std::string_view policy_host;
  std::string_view mx;

  std::string_view of(CertificateOf whose) const {
    return whose == CertificateOf::mx ? mx : policy_host;
  }
};

constexpr Keys kName = {"policy-certificate-name", "mx-certificate-name"};
constexpr Keys kWeak = {"policy-certificate-weak", "mx-certificate-weak"};
constexpr Keys kEnds = {"policy-certificate-ends", "mx-certificate-ends"};

Keys keys_of(ChainFault fault) {
  switch (fault) {
    case ChainFault::expired:
      return {"policy-certificate-expired", "mx-certificate-expired"};
    case ChainFault::not_yet_valid:
      return {"policy-certificate-early", "mx-certificate-early"};
    case ChainFault::self_signed:
      return {"policy-certificate-self-signed", "mx-certificate-self-signed"};
    case ChainFault::unknown_root:
      return {"policy-certificate-unknown", "mx-certificate-unknown"};
    case ChainFault::issuer_not_sent:
      return {"policy-certificate-alone", "mx-certificate-alone"};
    case ChainFault::not_for_servers:
      return {"policy-certificate-purpose", "mx-certificate-purpose"};
    case ChainFault::other:
      break;
  }
  return {"policy-certificate-other", "mx-certificate-other"};
}

// RFC 9325 section 4.5, and what OpenSSL refuses by itself (its security level 2).
bool is_weak(const CertificateSeen& certificate) {
  const bool short_key =
      certificate.key.starts_with("RSA") ? certificate.key_bits < 2048 : certificate.key_bits < 224;
  return (certificate.key_bits != 0 && short_key) || certificate.digest == "SHA1" ||
         certificate.digest == "MD5";
}

}  // namespace

std::string names_of(const CertificateSeen& certificate) {
  std::vector<std::string> names = certificate.names;
  if (names.empty()) return "-";
  const std::size_t more = names.size() - std::min(names.size(), kNamesShown);
  names.resize(names.size() - more);
  return fmt::format("{}{}", fmt::join(names, ", "), more == 0 ? "" : fmt::format(" (+{})", more));
}

bool ends_soon(Timestamp not_before, Timestamp not_after, Timestamp now) {
  const auto left = not_after - now;
  return left > left.zero() && left <= days(30) && left * 4 < not_after - not_before;
}

std::vector<Finding> check_certificate(const TlsSeen& seen, CertificateOf whose,
                                       const std::string& host, const std::string& subject,
                                       Timestamp now) {
  std::vector<Finding> findings;
  const CertificateSeen& certificate = seen.certificate;
  const auto add = [&](const Keys& keys, const std::string& evidence) {
    findings.push_back(make_finding(keys.of(whose), evidence));
    findings.back().subject = subject;
    findings.back().values = {
        {"host", host},
        {"names", names_of(certificate)},
        {"issuer", certificate.issuer},
        {"begins", format_day(floor<days>(certificate.not_before))},
        {"ends", format_day(floor<days>(certificate.not_after))},
        {"days", std::to_string(floor<days>(certificate.not_after - now).count())}};
  };
  for (const ChainFault fault : seen.chain_faults)
    add(keys_of(fault), seen.chain_words);
  if (!seen.name_matches && seen.chain_words != "no certificate") add(kName, names_of(certificate));
  if (is_weak(certificate)) add(kWeak, fmt::format("{}, {}", certificate.key, certificate.digest));
  if (ends_soon(certificate.not_before, certificate.not_after, now))
    add(kEnds, format_day(floor<days>(certificate.not_after)));
  return findings;
}

}  // namespace tlsward
