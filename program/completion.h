// Scripts with which shells complete commands, options and their values.
#pragma once

#include "program/command_tree.h"

#include <string>

namespace tlsward {

enum class Shell { bash, zsh, fish };

std::string completion_script(const CommandDescription& root, Shell shell);

}  // namespace tlsward
