// Base64 (RFC 4648 section 4) in one line, as the logins of IMAP and SMTP want it.
#pragma once

#include <string>

namespace tlsward {

std::string base64(const std::string& bytes);

}  // namespace tlsward
