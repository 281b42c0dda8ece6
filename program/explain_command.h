// `tlsward explain`: types, causes, messages and reports' files in plain words. Exceptions end in
// program/main.cpp.
#pragma once

#include "program/invocation.h"

#include <string>
#include <vector>

namespace tlsward {

struct ExplainFlags {
  std::string subject;
  std::string language = "en";  // the code of one that is built in
  bool plain = false;
  bool technical = false;
  std::string domain = {};  // that is looked at, too; "" for none
};

// A type, a cause, a message, a file, or "-" for standard input; needs neither configuration nor
// database, but where it looks at a domain: then it returns 3 if something is wrong with that. What
// is in a message or its own name is no file, unless there is one of that name.
int explain_command(const Invocation& invocation, const ExplainFlags& flags);

// What has a text of its own, and the codes of the languages that are built in, as typed.
std::vector<std::string> explained_names();
std::vector<std::string> language_codes();

}  // namespace tlsward
