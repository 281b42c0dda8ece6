// The daemon: which listeners and threads are started and stopped, in which order, and what signals
// do.
#pragma once

#include "program/config.h"

#include <string>
#include <vector>

namespace tlsward {

// What it does, each of which can run in a process of its own: takes reports by HTTPS, reads
// mailboxes, shows pages, sends digests.
inline const std::vector<std::string> kServices = {"reports", "mail", "dashboard", "digest",
                                                   "looks"};

// Runs until SIGTERM or SIGINT; SIGHUP reads certificates again. Prints one line per listener with
// its port when ready. `only` names services, none means all. `own_command` (program/own_command.h)
// makes the daily looks and what pages begin; none: nobody does. Returns the exit code. Throws
// std::runtime_error with what to do if it cannot start.
int serve(const Config& config, const std::vector<std::string>& only = {},
          const std::vector<std::string>& own_command = {});

}  // namespace tlsward
