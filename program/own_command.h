// This program again, in a process of its own: looks at domains, and whatever a page begins and
// does not wait for.
#pragma once

#include "program/invocation.h"
#include "web/errands.h"

#include <stop_token>
#include <string>
#include <vector>

namespace tlsward {

// Its path, with the same configuration and database as this one. More words may follow.
std::vector<std::string> own_command(const Invocation& invocation);

// Runs the command with these words too, for ten minutes at most. Throws nothing.
ErrandEnd run_errand(std::vector<std::string> own_command, const ErrandWords& words,
                     const std::stop_token& stop);

}  // namespace tlsward
