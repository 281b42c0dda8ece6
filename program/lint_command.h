// `tlsward lint`: whether a pasted record or policy works. Exceptions end in program/main.cpp.
#pragma once

#include "program/invocation.h"

#include <string>
#include <vector>

namespace tlsward {

struct LintFlags {
  std::string file;
  std::string kind;             // one of text_kinds(); "" = to be found out
  std::string language = "en";  // the code of one that is built in
};

// A file, or "-" for standard input; needs neither configuration nor database. Exit code 3 where
// the text would not work for every known sender.
int lint_command(const Invocation& invocation, const LintFlags& flags);

// What --as takes.
std::vector<std::string> text_kinds();

}  // namespace tlsward
