// What can go wrong with a mailbox on another machine, in words for the operator: the boundary of a
// poll notes it as the mailbox's status and tries again later.
#pragma once

#include <stdexcept>

namespace tlsward {

// The server cannot be reached or trusted, refuses, or says what cannot be read: what, and what to
// do.
struct ImapError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Somebody asked to stop while the server was waited for.
struct ImapStopped : std::runtime_error {
  ImapStopped() : std::runtime_error("stopped") {}
};

}  // namespace tlsward
