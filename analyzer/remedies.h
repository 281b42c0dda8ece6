// The words for a result type: what happened in one sentence, what to do first, and why. They stand
// in analyzer/remedies/<language>/<type>.txt (form: remedies/README.md) and are built in; adding
// one needs no C++.
#pragma once

#include "schema/domain.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// Texts hold {domain} and {mx}: fill() puts the names in.
struct Remedy {
  std::string_view key;                 // the file's name without ".txt"
  std::string_view sentence;            // one sentence for everyone
  std::string_view technical;           // a paragraph for engineers
  std::vector<std::string_view> steps;  // what to do, in order; commands begin with "$ "
  std::string_view verify;              // how to see that it is mended
};

// All, in the order of their files' names. Read once, at the first call; safe on any thread.
std::span<const Remedy> remedies();

// The remedy of a result type; for a type that is not registered the one named "unlisted".
const Remedy& find_remedy(std::string_view result_type);

// The text with the names put in, printable, its line breaks become blanks. Names come from
// strangers: in a command (text that begins with "$ ") only host names are put in, so that nothing
// else can be pasted into a shell; MX and DOMAIN stand there otherwise.
std::string fill(std::string_view text, const Domain& domain, const Domain& mx);

}  // namespace tlsward
