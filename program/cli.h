// Flags and help of every command; the only file that knows CLI11.
#pragma once

namespace tlsward {

// Parses the command line and runs the command. Returns the exit code: 0 ok, 1 failed, 2 usage, 3
// ran and found problems, 75 try later. Throws what the command throws (program/main.cpp is the
// boundary).
int run_command_line(int argc, const char* const* argv);

}  // namespace tlsward
