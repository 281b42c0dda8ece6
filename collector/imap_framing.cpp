#include "collector/imap_framing.h"

#include "collector/mail_server_error.h"
#include "schema/printable.h"
#include "schema/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

namespace tlsward {

namespace {

constexpr std::size_t kShownBytes = 200;

std::string_view without_blanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// What follows the star of an untagged answer; empty if it is none.
std::string_view untagged(std::string_view line) {
  const std::string_view rest = without_blanks(line);
  return rest.starts_with('*') ? without_blanks(rest.substr(1)) : std::string_view();
}

// "123" of a line that ends in "{123}"; empty if it announces no literal (RFC 3501 section 4.3).
std::string_view announced(std::string_view line) {
  if (!line.ends_with('}')) return {};
  const std::size_t open = line.rfind('{');
  if (open == std::string_view::npos) return {};
  const std::string_view digits = line.substr(open + 1, line.size() - open - 2);
  return std::all_of(digits.begin(), digits.end(), is_digit) ? digits : std::string_view();
}

}  // namespace

void ImapFraming::begin_answer(std::size_t max_literal_bytes) {
  text_left_ = kMaxTextBytes;
  literals_left_ = max_literal_bytes;
}

void ImapFraming::inspect(std::span<char> bytes) {
  while (!bytes.empty()) {
    const std::size_t skipped = inspect_literal(bytes.size());
    if (skipped == 0) inspect_text(bytes.front());
    bytes = bytes.subspan(std::max<std::size_t>(skipped, 1));
  }
}

std::size_t ImapFraming::inspect_literal(std::size_t available) {
  const std::size_t here = std::min(literal_, available);
  literal_ -= here;
  return here;
}

void ImapFraming::inspect_text(char& byte) {
  if (text_left_-- == 0)
    throw MailServerError(
        fmt::format("the server answers with more than {} KiB of text where a few "
                    "lines were expected",
                    kMaxTextBytes >> 10));
  if (byte == '\n') return end_line();
  inspect_bracket(byte);
  line_ += byte;
  if (byte == ')' && depth_ > 0) --depth_;
  if (byte == '(' && ++depth_ > kMaxDepth)
    throw MailServerError("the server nests parentheses deeper than any answer needs");
}

// Those of a FETCH are no codes.
void ImapFraming::inspect_bracket(char& byte) {
  if (byte == '[' && !std::exchange(bracket_, true)) {
    const std::string_view answer = untagged(line_);
    code_ = answer.empty() || !is_digit(answer.front());
  }
  if (byte == ']') code_ = false;
  if (code_ && byte == '(') byte = '<';
  if (code_ && byte == ')') byte = '>';
}

void ImapFraming::end_line() {
  while (line_.ends_with('\r') || line_.ends_with(' '))
    line_.pop_back();
  const std::string_view digits = announced(line_);
  if (!digits.empty()) return begin_literal(digits);
  const std::string_view answer = untagged(line_);
  if (lower_case(answer.substr(0, 3)) == "bye")
    throw MailServerError(
        fmt::format("the server ends the connection:{}", printable(answer.substr(3), kShownBytes)));
  line_.clear();
  depth_ = 0;
  bracket_ = code_ = false;
}

// Only FETCH is ever answered with literals here. Elsewhere "{5}" may be text to libetpan, and what
// stands behind it a line.
void ImapFraming::begin_literal(std::string_view digits) {
  const std::string_view answer = untagged(line_);
  if (answer.empty() || !is_digit(answer.front()))
    throw MailServerError("the server announces data where none was asked for");
  std::uint64_t size = 0;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), size);
  if (parsed.ec != std::errc() || size > literals_left_)
    throw MailServerError(
        fmt::format("the server announces {} bytes at once, where {} were the most "
                    "that was expected",
                    digits.substr(0, 20), literals_left_));
  literals_left_ -= size;
  literal_ = size;
  line_.back() = '.';  // the line goes on behind it, and announces it once
}

}  // namespace tlsward
