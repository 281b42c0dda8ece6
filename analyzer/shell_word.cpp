#include "analyzer/shell_word.h"

#include "schema/printable.h"

namespace tlsward {

std::string shell_word(std::string_view word) {
  constexpr std::size_t most = 1'000;  // bytes; no name is as long
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._@+-";
  std::string shown = printable(word, most);
  if (!shown.empty() && shown.find_first_not_of(plain) == std::string::npos) return shown;
  std::string quoted = "'";
  for (const char c : shown)
    quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + '\'';
}

}  // namespace tlsward
