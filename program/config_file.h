// tlsward.toml into a configuration: the one file that knows TOML.
#pragma once

#include "program/config_assembly.h"

#include <string>

namespace tlsward {

// Reads the file and sets what it names. Throws ConfigError, with line and column, for what it must
// not say or be (writable for anybody), and std::runtime_error if it cannot be read.
void apply_file(Assembly& assembly, const std::string& file);

}  // namespace tlsward
