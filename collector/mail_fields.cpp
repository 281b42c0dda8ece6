#include "collector/mail_fields.h"

#include "schema/text.h"

#include <algorithm>

namespace tlsward {

std::string_view next_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(line.size() + 1, text.size()));
  return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

std::string_view next_field(std::string_view& text) {
  const std::string_view all = text;
  do {
    next_line(text);
  } while (text.starts_with(' ') || text.starts_with('\t'));
  return all.substr(0, all.size() - text.size());
}

bool header_ends(std::string_view text) {
  return text.empty() || text.front() == '\n' || text.starts_with("\r\n");
}

std::string field_name(std::string_view field) {
  const auto colon = field.find(':');
  if (colon == std::string_view::npos || kBlanks.find(field.front()) != std::string_view::npos)
    return {};
  const std::string_view name = trimmed(field.substr(0, colon));
  return name.find_first_of(kBlanks) == std::string_view::npos ? lower_case(name) : "";
}

std::string_view field_value(std::string_view field) {
  return field.substr(std::min(field.find(':'), field.size() - 1) + 1);
}

}  // namespace tlsward
