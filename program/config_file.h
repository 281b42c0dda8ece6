// tlsward.toml into a configuration: the one file that knows TOML.
#pragma once

#include "program/config_assembly.h"

#include <string>

namespace tlsward {

// Reads the file and sets what it names; what it must not say is noted among the faults, with line
// and column. Throws ConfigError if it is no TOML or anybody may write to it, and
// std::runtime_error if it cannot be read.
void apply_file(Assembly& assembly, const std::string& file);

}  // namespace tlsward
