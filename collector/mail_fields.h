// The header of a mail as it stands, field by field (RFC 5322 section 2.2), read as loosely as mail
// programs do. All views are into the mail.
#pragma once

#include <string>
#include <string_view>

namespace tlsward {

// Takes the first line off the text, with its end. Returns it without; a lone CR ends none.
std::string_view next_line(std::string_view& text);

// Takes the first line off the text, with those that it is folded into; returns all of that as it
// stands. The text must not be empty.
std::string_view next_field(std::string_view& text);

// Whether no further field follows: nothing more, or the empty line before the body.
bool header_ends(std::string_view text);

// The name in lower case, without the blanks that some write before the colon; "" if the lines are
// none of a field.
std::string field_name(std::string_view field);

// What is behind the colon, folded as it is; "" if there is none.
std::string_view field_value(std::string_view field);

}  // namespace tlsward
