// analyzer/check_certificate.cpp
#include "analyzer/check_certificate.h"

#include "tests/support/healthy_facts.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

Keys found(const TlsSeen& seen, CertificateOf whose = CertificateOf::mx) {
  return keys_of(check_certificate(seen, whose, "mx1.example.org", "mx1.example.org", kLooked));
}

// Valid for so many days, of which so many are left.
TlsSeen of_days(int lifetime, int left) {
  TlsSeen seen = good_tls("mx1.example.org");
  seen.certificate.not_after = kLooked + std::chrono::days(left);
  seen.certificate.not_before = seen.certificate.not_after - std::chrono::days(lifetime);
  return seen;
}

}  // namespace

TEST_CASE("each fault of a chain is found for itself, of mail servers and of policy hosts") {
  struct {
    ChainFault fault;
    const char* mx;
    const char* policy;
  } const cases[] = {
      {ChainFault::expired, "mx-certificate-expired FAIL", "policy-certificate-expired FAIL"},
      {ChainFault::not_yet_valid, "mx-certificate-early FAIL", "policy-certificate-early FAIL"},
      {ChainFault::self_signed, "mx-certificate-self-signed FAIL",
       "policy-certificate-self-signed FAIL"},
      {ChainFault::unknown_root, "mx-certificate-unknown FAIL", "policy-certificate-unknown FAIL"},
      {ChainFault::issuer_not_sent, "mx-certificate-alone FAIL", "policy-certificate-alone FAIL"},
      {ChainFault::not_for_servers, "mx-certificate-purpose FAIL",
       "policy-certificate-purpose FAIL"},
      {ChainFault::other, "mx-certificate-other FAIL", "policy-certificate-other FAIL"},
  };
  for (const auto& [fault, mx, policy] : cases) {
    CAPTURE(mx);
    TlsSeen seen = good_tls("mx1.example.org");
    seen.chain_faults = {fault};
    CHECK(found(seen) == Keys{mx});
    CHECK(found(seen, CertificateOf::policy_host) == Keys{policy});
  }
}

TEST_CASE("several faults of one certificate are all found") {
  TlsSeen seen = good_tls("other.example");
  seen.chain_faults = {ChainFault::self_signed, ChainFault::expired};
  seen.name_matches = false;
  CHECK(found(seen) == Keys{"mx-certificate-self-signed FAIL", "mx-certificate-expired FAIL",
                            "mx-certificate-name FAIL"});
}

TEST_CASE("a certificate ends soon once less than a quarter of its time and 30 days are left") {
  struct {
    int lifetime;
    int left;
    bool soon;
  } const cases[] = {{90, 23, false}, {90, 22, true}, {365, 31, false}, {365, 30, true},
                     {6, 2, false},   {6, 1, true},   {90, 0, false},   {90, -1, false}};
  for (const auto& [lifetime, left, soon] : cases) {
    CAPTURE(lifetime);
    CAPTURE(left);
    CHECK((found(of_days(lifetime, left)) == Keys{"mx-certificate-ends WARN"}) == soon);
  }
}

}  // namespace tlsward
