// The mender as a cursor that is either within a string or not, and gives the text in pieces.
#include "schema/json_mender.h"

#include "schema/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace tlsward {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD
constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::size_t kMaxWord = 1024;

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' ||
         c == '-' || c == '.' || c == '_';
}

bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
}

template <typename Condition>
std::size_t length_while(std::string_view text, Condition condition) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), condition) -
                                  text.begin());
}

// Cuts the digits off the front; false if there are none.
bool skip_digits(std::string_view& text) {
  const std::size_t length = length_while(text, [](char c) { return c >= '0' && c <= '9'; });
  text.remove_prefix(length);
  return length > 0;
}

// RFC 8259 section 6.
bool is_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const bool leading_zero = text.starts_with('0');
  const std::string_view integer = text;
  if (!skip_digits(text)) return false;
  if (leading_zero && integer.size() - text.size() > 1) return false;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    if (!skip_digits(text)) return false;
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(text.substr(1).starts_with('+') || text.substr(1).starts_with('-') ? 2 : 1);
    if (!skip_digits(text)) return false;
  }
  return text.empty();
}

bool fits_a_double(std::string_view number) {
  double value = 0;
  return std::from_chars(number.data(), number.data() + number.size(), value).ec == std::errc();
}

// The length of the UTF-8 sequence in front; 0 if it is none.
std::size_t sequence_length(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  bool changed = text.size() < length || (length == 1 && lead >= 0x80);
  if (!changed) to_utf8(text.substr(0, length), changed);
  return changed ? 0 : length;
}

// How far it is to the string's end or the next escape, which is one itself.
std::size_t dropped_length(std::string_view text) {
  if (text.front() == '\\') return std::min<std::size_t>(2, text.size());
  return std::min(text.find_first_of("\"\\"), text.size());
}

// The code unit of "\uXXXX" in front; absent if there is none.
std::optional<unsigned> code_unit(std::string_view text) {
  if (text.size() < 6 || !text.starts_with("\\u")) return std::nullopt;
  unsigned value = 0;
  const char* const end = text.data() + 6;
  if (std::from_chars(text.data() + 2, end, value, 16).ptr != end) return std::nullopt;
  return value;
}

bool is_high_surrogate(unsigned unit) {
  return unit >= 0xd800 && unit <= 0xdbff;
}

bool is_low_surrogate(unsigned unit) {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

}  // namespace

JsonMender::JsonMender(std::string_view text, std::size_t max_string_bytes)
    : size_(text.size()), rest_(text), max_string_bytes_(max_string_bytes) {
  next_piece();
}

void JsonMender::advance() {
  piece_.remove_prefix(1);
  if (piece_.empty()) next_piece();
}

void JsonMender::next_piece() {
  while (piece_.empty() && !rest_.empty()) {
    if (in_string_) {
      inside_string();
    } else {
      outside_string();
    }
  }
}

void JsonMender::take(std::size_t length) {
  piece_ = rest_.substr(0, length);
  rest_.remove_prefix(length);
}

void JsonMender::replace(std::size_t length, std::string_view by) {
  made_ = by;
  piece_ = made_;
  rest_.remove_prefix(length);
}

void JsonMender::outside_string() {
  if (rest_.front() == '"') {
    in_string_ = true;
    string_bytes_ = 0;
    take(1);
  } else if (const std::size_t blanks = std::min(rest_.find_first_not_of(kBlanks), rest_.size());
             blanks > 0) {
    replace(blanks, " ");
  } else if (const std::size_t length = length_while(rest_, is_word); length > 0) {
    word(length);
  } else {
    take(1);
  }
}

// What is no JSON becomes a string, so that a count of NaN is one unreadable count and not a lost
// report.
void JsonMender::word(std::size_t length) {
  const std::string_view text = rest_.substr(0, length);
  const bool number = is_number(text);
  const bool fits = number && length <= kMaxWord && fits_a_double(text);
  if (fits || text == "true" || text == "false" || text == "null") return take(length);
  ++(number ? mends_.numbers_out_of_range : mends_.bare_words);
  replace(length, fmt::format("\"{}\"", text.substr(0, kMaxWord)));
}

void JsonMender::inside_string() {
  if (rest_.front() == '"') {
    in_string_ = false;
    take(1);
  } else if (string_bytes_ >= max_string_bytes_) {
    rest_.remove_prefix(dropped_length(rest_));
  } else if (rest_.front() == '\\') {
    escape();
  } else {
    character();
  }
  string_bytes_ += piece_.size();
}

void JsonMender::escape() {
  const std::optional<unsigned> unit = code_unit(rest_);
  if (unit && is_high_surrogate(*unit)) {
    const std::optional<unsigned> second = code_unit(rest_.substr(6));
    if (second && is_low_surrogate(*second)) return take(12);
  }
  if (unit && !is_high_surrogate(*unit) && !is_low_surrogate(*unit)) return take(6);
  if (unit) {
    ++mends_.lone_surrogates;
    return replace(6, kReplacement);
  }
  constexpr std::string_view escapes = R"("\/bfnrt)";
  if (rest_.size() > 1 && escapes.find(rest_[1]) != std::string_view::npos) return take(2);
  ++mends_.invalid_escapes;
  replace(1, R"(\\)");
}

void JsonMender::character() {
  const std::size_t room = max_string_bytes_ - string_bytes_;
  if (const std::size_t plain = length_while(rest_.substr(0, room), is_plain); plain > 0) {
    return take(plain);
  }
  if (static_cast<unsigned char>(rest_.front()) < 0x20) {
    ++mends_.control_characters;
    return replace(1, fmt::format("\\u{:04x}", static_cast<int>(rest_.front())));
  }
  if (const std::size_t length = sequence_length(rest_); length > 0) return take(length);
  ++mends_.invalid_utf8;
  replace(1, kReplacement);
}

}  // namespace tlsward
