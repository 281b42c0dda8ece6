// What every daemon of ours begins with: signals that are waited for instead of handled, and a log.
#pragma once

#include <csignal>

namespace tlsward {

// Blocks SIGTERM, SIGINT and SIGHUP, to be taken by sigwait(). Before any thread is made: each
// inherits the mask.
sigset_t block_signals();

// One event a line on standard error, with its time in UTC.
void log_to_stderr();

}  // namespace tlsward
