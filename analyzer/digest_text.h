// Digest -> plain text of 72 columns: the text part of the mail and what `tlsward digest` prints.
#pragma once

#include "analyzer/digest.h"

#include <string>

namespace tlsward {

struct DigestTextOptions {
  bool color = false;   // ANSI colours by meaning, always beside a symbol or word
  bool unicode = true;  // spark bars and dashes; else ASCII
};

// Ends in a newline; everything from strangers in it is printable().
std::string digest_text(const Digest& digest, const DigestTextOptions& options = {});

}  // namespace tlsward
