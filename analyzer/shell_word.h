// Words of command lines that people are shown to paste: digests and pages write them so that a
// shell takes each as one word, whatever a stranger put into it.
#pragma once

#include <string>
#include <string_view>

namespace tlsward {

// The word, printable(), in quotes where a shell would read it otherwise.
std::string shell_word(std::string_view word);

}  // namespace tlsward
