// Characters that come with text copied from web pages and word processors, and that look like
// nothing or like a letter of ASCII: no-break and zero-width blanks, typographic quotes and dashes,
// a byte-order mark. In a record or policy each of them is a fault that nobody sees.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tlsward {

struct UnseenCharacter {
  std::size_t at = 0;        // its first byte
  std::string_view bytes;    // in the text
  std::string_view name;     // "U+00A0"
  std::string_view instead;  // what was meant: " ", "\"", "-", or nothing
};

// The first one; absent for most texts. Of any bytes; its time is that of the text's size.
std::optional<UnseenCharacter> find_unseen(std::string_view text);

// The text as it was meant.
std::string without_unseen(std::string_view text);

}  // namespace tlsward
