// What `--help` prints: summary, examples first, then arguments and options; and what is said to
// whoever mistypes.
#pragma once

#include "program/command_tree.h"

#include <string>

namespace tlsward {

// The help of `command`, which is `root` or below it; the options of `root` are everybody's.
std::string help_text(const CommandDescription& root, const CommandDescription& command);

// That `word` is nothing which can follow `command`, with the nearest that can.
std::string unknown_word(const std::string& word, const CommandDescription& root,
                         const CommandDescription& command);

}  // namespace tlsward
