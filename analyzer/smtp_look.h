// One look at one address of an MX host: greeting, EHLO, STARTTLS, handshake, EHLO again, QUIT. No
// mail is begun, and nothing is sent that a mail server would not.
#pragma once

#include "analyzer/facts.h"
#include "analyzer/tls_look.h"

#include <chrono>
#include <cstdint>
#include <string>

namespace tlsward {

// Done by the deadline; never throws for what the server does.
SmtpLook look_at_smtp(const std::string& address, std::uint16_t port, const TlsWish& wish,
                      std::chrono::steady_clock::time_point deadline);

// Two more connections to the same address, one after the other, once a look has come to TLS: with
// nothing newer than TLS 1.1, and without naming the host (SNI). What they see is put into the
// look.
void look_again_at_smtp(SmtpLook& look, std::uint16_t port, const TlsWish& wish,
                        std::chrono::steady_clock::time_point deadline);

}  // namespace tlsward
