// Digest -> plain text of at most 72 columns: the text part of the mail and what `tlsward digest`
// prints.
#pragma once

#include "analyzer/digest.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlsward {

struct DigestTextOptions {
  bool color = false;     // ANSI colours by meaning, always beside a symbol or word
  bool unicode = true;    // spark bars and dashes; else ASCII
  std::size_t width = 0;  // columns of the terminal; 0 = 72
};

// "Google Inc. 280, Microsoft 29 (all verified)": who saw it and how often, and how far to trust
// it.
std::string seen_by(std::span<const Witness> witnesses);

// What was found, in numbers: "1 problem, 1 to watch, 2 domains fine".
std::string summary(const Digest& digest);

// All problems with their domains: those that need action before those to watch.
std::vector<std::pair<const DigestProblem*, const DigestDomain*>> problems_by_verdict(
    const Digest& digest);

// "sts enforce", "dane, none"; of a domain without reports "overdue" or "no reports".
std::string policies_in_words(const DigestDomain& domain);

// The text in the verdict's colour (ANSI), or as it is.
std::string colored(std::string text, Verdict verdict, bool color);

// A paragraph that begins with a word for the verdict, in its colour.
std::string verdict_paragraph(Verdict verdict, std::string_view word, std::string_view text,
                              const DigestTextOptions& options, std::string_view indent = "");

// Ends in a newline; everything from strangers in it is printable().
std::string digest_text(const Digest& digest, const DigestTextOptions& options = {});

}  // namespace tlsward
