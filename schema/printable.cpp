// UTF-8 character by character, and what of it may be shown.
#include "schema/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace tlsward {

namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Characters that show nothing and act on others: bidirectional controls, zero-width ones, line and
// paragraph separators, invisible operators, annotations, tags.
constexpr Range kHidden[] = {
    {0x00AD, 0x00AD}, {0x061C, 0x061C}, {0x180E, 0x180E}, {0x200B, 0x200F},   {0x2028, 0x202E},
    {0x2060, 0x206F}, {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0xE0000, 0xE007F},
};

// Marks that stand on the character before them: the blocks of combining marks, the marks of the
// scripts that have most readers, variation selectors.
constexpr Range kCombining[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x05BF, 0x05BF},   {0x05C1, 0x05C2},
    {0x05C4, 0x05C5}, {0x05C7, 0x05C7}, {0x0610, 0x061A}, {0x064B, 0x065F},   {0x0670, 0x0670},
    {0x06D6, 0x06DC}, {0x06DF, 0x06E4}, {0x06E7, 0x06E8}, {0x06EA, 0x06ED},   {0x0900, 0x0902},
    {0x093C, 0x093C}, {0x0941, 0x0948}, {0x094D, 0x094D}, {0x0E31, 0x0E31},   {0x0E34, 0x0E3A},
    {0x0E47, 0x0E4E}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF},   {0x302A, 0x302D},
    {0x3099, 0x309A}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xE0100, 0xE01EF},
};

// Characters of two columns: East Asian scripts and full-width forms, pictographs.
constexpr Range kWide[] = {
    {0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},
    {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},   {0xA960, 0xA97F},   {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},
    {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x1FA70, 0x1FAFF},
    {0x20000, 0x2FFFD}, {0x30000, 0x3FFFD},
};

// More marks than this on one character are there to climb over other lines.
constexpr int kMostMarks = 4;

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";     // U+2026

template <std::size_t n>
bool contains(const Range (&ranges)[n], char32_t code) {
  const auto* const found =
      std::lower_bound(std::begin(ranges), std::end(ranges), code,
                       [](const Range& range, char32_t value) { return range.last < value; });
  return found != std::end(ranges) && found->first <= code;
}

bool is_control(char32_t code) {
  return code < 0x20 || (code >= 0x7F && code <= 0x9F);
}

bool is_plain_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

// One character of a text: its bytes and its code point; one byte and U+FFFD where it is no UTF-8.
struct Character {
  std::string_view bytes;
  char32_t code = 0xFFFD;
  bool valid = false;
};

// What the first byte announces (RFC 3629 section 3).
struct Lead {
  std::size_t length;
  char32_t bits;      // the lead byte's share of the code point
  char32_t smallest;  // below this the form is overlong
};

Lead lead(unsigned char byte) {
  if (byte < 0x80) return {1, byte, 0};
  if (byte >= 0xC0 && byte < 0xE0) return {2, byte & 0x1FU, 0x80};
  if (byte >= 0xE0 && byte < 0xF0) return {3, byte & 0x0FU, 0x800};
  if (byte >= 0xF0 && byte < 0xF8) return {4, byte & 0x07U, 0x10000};
  return {0, 0, 0};
}

// Takes the first character off a text that is not empty.
Character take_character(std::string_view& text) {
  const Lead first = lead(static_cast<unsigned char>(text.front()));
  bool valid = first.length > 0 && first.length <= text.size();
  char32_t code = first.bits;
  for (std::size_t i = 1; valid && i < first.length; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    valid = (byte & 0xC0) == 0x80;
    code = (code << 6) | (byte & 0x3FU);
  }
  valid = valid && code >= first.smallest && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);

  const std::size_t length = valid ? first.length : 1;
  const Character result{text.substr(0, length), valid ? code : 0xFFFD, valid};
  text.remove_prefix(length);
  return result;
}

void append_shown(std::string& out, const Character& character) {
  if (!character.valid) {
    out += kReplacement;
  } else if (is_control(character.code)) {
    fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned>(character.code));
  } else if (contains(kHidden, character.code)) {
    fmt::format_to(std::back_inserter(out), "U+{:04X}", static_cast<unsigned>(character.code));
  } else {
    out += character.bytes;
  }
}

}  // namespace

std::string printable(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes && is_plain_ascii(text)) return std::string(text);

  std::string out;
  std::size_t cut = 0;  // the last end of a character behind which the ellipsis has room
  int marks = 0;
  while (!text.empty()) {
    const Character character = take_character(text);
    marks = contains(kCombining, character.code) ? marks + 1 : 0;
    if (marks > kMostMarks) continue;
    append_shown(out, character);
    if (out.size() > max_bytes) {
      out.resize(cut);
      out += kEllipsis;
      break;
    }
    if (out.size() + kEllipsis.size() <= max_bytes) cut = out.size();
  }
  return out;
}

bool is_printable(std::string_view text) {
  return is_plain_ascii(text) || printable(text, std::string::npos) == text;
}

std::string to_utf8(std::string_view text, bool& changed) {
  std::string out;
  out.reserve(text.size());
  changed = false;
  while (!text.empty()) {
    const Character character = take_character(text);
    changed = changed || !character.valid;
    out += character.valid ? character.bytes : kReplacement;
  }
  return out;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const char32_t code = take_character(text).code;
    if (contains(kCombining, code)) continue;
    width += contains(kWide, code) ? 2 : 1;
  }
  return width;
}

}  // namespace tlsward
