// The words for a result type: what happened in one sentence, what to do first, and why. They stand
// in analyzer/remedies/<language>/<type>.txt and are built in; adding one needs no C++.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

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

}  // namespace tlsward
