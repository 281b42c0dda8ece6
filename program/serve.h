// The daemon: which listeners and threads are started and stopped, in which order, and what signals
// do.
#pragma once

#include "program/config.h"

namespace tlsward {

// Runs until SIGTERM or SIGINT; SIGHUP reads certificates again. Prints one line per listener with
// its port when ready. Returns the exit code. Throws std::runtime_error with what to do if it
// cannot start.
int serve(const Config& config);

}  // namespace tlsward
