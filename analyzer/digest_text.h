// Digest -> plain text of 72 columns: the text part of the mail and what `tlsward digest` prints.
#pragma once

#include "analyzer/digest.h"

#include <string>
#include <utility>
#include <vector>

namespace tlsward {

struct DigestTextOptions {
  bool color = false;   // ANSI colours by meaning, always beside a symbol or word
  bool unicode = true;  // spark bars and dashes; else ASCII
};

// What was found, in numbers: "1 problem, 1 to watch, 2 domains fine".
std::string summary(const Digest& digest);

// All problems with their domains: those that need action before those to watch.
std::vector<std::pair<const DigestProblem*, const DigestDomain*>> problems_by_verdict(
    const Digest& digest);

// "sts enforce", "dane, none"; of a domain without reports "overdue" or "none due".
std::string policies_in_words(const DigestDomain& domain);

// The text in the verdict's colour (ANSI), or as it is.
std::string colored(std::string text, Verdict verdict, bool color);

// Ends in a newline; everything from strangers in it is printable().
std::string digest_text(const Digest& digest, const DigestTextOptions& options = {});

}  // namespace tlsward
