// Text from strangers, made safe for a terminal, a log line, a mail or a page's source: nothing in
// it can move a cursor, end a line or turn the reading direction.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tlsward {

// Control characters (C0, DEL, C1) become "\x1b", bidirectional and zero-width ones "U+202E", bytes
// that are no UTF-8 U+FFFD each; of the combining marks on one character the first four stay. What
// is then longer than `max_bytes` is cut between characters and ends in "…", within `max_bytes` (at
// least 3). Already safe text is returned as it is. Markup is not escaped: that is the template
// engine's work.
std::string printable(std::string_view text, std::size_t max_bytes = 512);

// Whether printable() would return the text unchanged, length aside.
bool is_printable(std::string_view text);

// A copy that is UTF-8: each byte that is not becomes U+FFFD. `changed` tells whether any did.
std::string to_utf8(std::string_view text, bool& changed);

// The columns that printable text fills on a terminal, wide characters as two and combining ones as
// none. Knows the usual scripts by a table of its own: the locale makes no difference.
std::size_t display_width(std::string_view text);

}  // namespace tlsward
