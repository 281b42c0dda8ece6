// Whether CAA records let the issuer of a certificate issue the next one.
#pragma once

#include "analyzer/dns_answer.h"

#include <span>
#include <string>

namespace tlsward {

// RFC 8659 section 4.2. `issuer`: as of CertificateSeen. `wildcard`: whether the certificate is for
// "*.". True where no record forbids it, and where it is not known which name stands for the issuer
// (certificate_authorities.txt).
bool may_issue(std::span<const CaaRecord> records, const std::string& issuer, bool wildcard);

}  // namespace tlsward
