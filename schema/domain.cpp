// Names from strangers into one form. Nearly all are plain ASCII: only others meet libidn2.
#include "schema/domain.h"

#include "schema/text.h"

#include <idn2.h>

#include <algorithm>
#include <memory>
#include <optional>

namespace tlsward {

namespace {

constexpr std::size_t kMostCharacters = 253;  // RFC 1035 section 2.3.4, without the root's own

// Without blanks around and dots at the end, in any order.
std::string_view without_end(std::string_view text) {
  text = trimmed(text);
  while (text.ends_with('.')) {
    text = trimmed(text.substr(0, text.size() - 1));
  }
  return text;
}

bool is_label_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

// No name in DNS has more characters, and none of them more bytes than four. Libidn2 takes
// quadratic time for a heap of combining marks, and strangers choose the names.
constexpr std::size_t kMostBytes = 4 * kMostCharacters;

using Conversion = int (*)(const char* input, char** output, int flags);

// The name through one of libidn2's conversions, to which the "*" of an mx pattern (RFC 8461
// section 4.1) is a label like others. Absent if it refuses.
std::optional<std::string> convert(const std::string& name, Conversion conversion) {
  if (name.size() > kMostBytes || name.find('\0') != std::string::npos) return std::nullopt;
  char* output = nullptr;
  const int status = conversion(name.c_str(), &output, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT);
  const std::unique_ptr<char, decltype(&idn2_free)> owner(output, idn2_free);
  if (status != IDN2_OK) return std::nullopt;
  return output;
}

}  // namespace

Domain::Domain(std::string_view text) : text_(lower_case(without_end(text))) {
  if (is_ascii(text_)) return;
  // Mapping may bring blanks and dots of its own: they go like the others.
  if (const auto a_labels = convert(text_, idn2_to_ascii_8z)) *this = Domain(*a_labels);
}

bool Domain::is_host_name() const {
  std::size_t label = 0;  // length of the label so far
  std::size_t dots = 0;
  for (const char c : text_) {
    if (c == '.' && label > 0) {
      label = 0;
      ++dots;
    } else if (is_label_character(c) && label < 63) {
      ++label;
    } else {
      return false;
    }
  }
  // The last label is not empty: no dot is at the end.
  return dots > 0 && text_.size() <= kMostCharacters;
}

bool Domain::is_within(const Domain& parent) const {
  if (parent.empty() || !text_.ends_with(parent.text_)) return false;
  const auto before = text_.size() - parent.text_.size();
  return before == 0 || text_[before - 1] == '.';
}

std::string Domain::display() const {
  if (text_.find("xn--") == std::string::npos) return text_;
  const auto u_labels = convert(text_, idn2_to_unicode_8z8z);
  // What does not convert back would show another name than the one that is meant.
  if (!u_labels || *u_labels == text_ || Domain(*u_labels) != *this) return text_;
  return *u_labels + " (" + text_ + ")";
}

}  // namespace tlsward
