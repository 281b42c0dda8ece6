// The certificate of a policy host or of an MX host -> what is wrong with it. The words differ, for
// the one is a web server's and the other a mail server's, and so does what senders make of it.
#pragma once

#include "analyzer/facts.h"
#include "schema/finding.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tlsward {

enum class CertificateOf : std::uint8_t { policy_host, mx };

// Whether somebody should look after a certificate of that time: within 30 days of its end, and
// with less than a quarter of its time left, for those that renew themselves do so before.
bool ends_soon(Timestamp not_before, Timestamp not_after, Timestamp now);

// `host`: whom it must be for; `subject`: what the findings are about. Of a certificate that is
// right there is none, but that it ends_soon().
std::vector<Finding> check_certificate(const TlsSeen& seen, CertificateOf whose,
                                       const std::string& host, const std::string& subject,
                                       Timestamp now);

// "mx.example.org, *.example.net (+3)": whom the certificate is for.
std::string names_of(const CertificateSeen& certificate);

}  // namespace tlsward
