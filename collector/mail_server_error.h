// What can go wrong with a mail server on another machine, in words for the operator: the boundary
// of a poll notes it as the mailbox's status, that of a try as the mail's fault.
#pragma once

#include <stdexcept>

namespace tlsward {

// The server cannot be reached or trusted, refuses, or says what cannot be read: what, and what to
// do. It is tried again later.
struct MailServerError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Somebody asked to stop while the server was waited for.
struct Stopped : std::runtime_error {
  Stopped() : std::runtime_error("tlsward was ended meanwhile") {}
};

}  // namespace tlsward
