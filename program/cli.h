// Flags and arguments of every command; the only file that knows CLI11.
#pragma once

#include "program/command_tree.h"

namespace tlsward {

// Parses the command line and runs the command. Returns the exit code: 0 ok, 1 failed, 3 ran and
// found problems. Throws UsageError (program/invocation.h) for a command line that cannot be
// obeyed, and what the command throws; program/main.cpp is the boundary.
int run_command_line(int argc, const char* const* argv);

// All commands and options.
CommandDescription describe_command_line();

}  // namespace tlsward
