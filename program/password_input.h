// Where a command gets a password from: typed twice at the terminal, read from a file, or made.
// Never from a flag or the environment, which others can see.
#pragma once

#include <string>

namespace tlsward {

struct PasswordFlags {
  std::string file;       // --password-file; "-" is standard input, "" = not given
  bool generate = false;  // --generate
};

struct ChosenPassword {
  std::string text;
  bool is_made = false;  // by us, so that it is to be told
};

// One that is good for the user of that name. Throws UsageError where nobody can be asked, and
// std::runtime_error with what to do for one that cannot be read, is not good, or was typed in two
// ways.
ChosenPassword choose_password(const PasswordFlags& flags, const std::string& user);

}  // namespace tlsward
