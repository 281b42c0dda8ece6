// Digest -> plain text of at most 72 columns: the text part of the mail and what `tlsward digest`
// prints.
#pragma once

#include "analyzer/digest_outline.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace tlsward {

struct DigestTextOptions {
  bool color = false;     // ANSI colours by meaning, always beside a symbol or word
  bool unicode = true;    // spark bars and dashes; else ASCII
  std::size_t width = 0;  // columns of the terminal; 0 = 72
};

// The text in the verdict's colour (ANSI), or as it is.
std::string colored(std::string text, Verdict verdict, bool color);

// A paragraph that begins with a word for the verdict, in its colour.
std::string verdict_paragraph(Verdict verdict, std::string_view word, std::string_view text,
                              const DigestTextOptions& options, std::string_view indent = "");

// Ends in a newline; everything from strangers in it is printable().
std::string outline_text(const DigestOutline& outline, const DigestTextOptions& options = {});

// The same of make_outline(digest).
std::string digest_text(const Digest& digest, const DigestTextOptions& options = {});

// Its table: a line for each row, with the columns that there is room for.
std::string digest_table(const OutlineTable& table, const DigestTextOptions& options);

}  // namespace tlsward
