#include "analyzer/zone_text.h"

#include "analyzer/sts_grammar.h"
#include "schema/text.h"

#include <algorithm>
#include <array>

namespace tlsward {
namespace {

constexpr std::size_t kMostRecords = 100;

// What stands before the data of a TXT record, in zone files, of `host` and of `nslookup`.
constexpr std::array<std::string_view, 4> kMarks = {" txt ", "\ttxt ", " descriptive text ",
                                                    " text = "};

std::string with_blanks(std::string_view text) {
  std::string blanks = lower_case(text);
  std::ranges::replace(blanks, '\t', ' ');
  return blanks;
}

// Where the data begins behind "TXT"; npos without one.
std::size_t data_of(std::string_view head) {
  const std::string blanks = " " + with_blanks(head) + " ";
  std::size_t data = std::string_view::npos;
  for (const std::string_view mark : kMarks) {
    const auto at = blanks.find(mark);
    if (at != std::string::npos) data = std::min(data, std::min(at + mark.size() - 1, head.size()));
  }
  return data;
}

// The first word, unless the line begins with a blank, or that word is a class, a type or a time to
// live.
std::string name_of(std::string_view head) {
  if (head.empty() || kBlanks.find(head.front()) != std::string_view::npos) return {};
  const std::string_view word = head.substr(0, head.find_first_of(kBlanks));
  const std::string lower = lower_case(word);
  if (lower == "in" || lower == "txt" || std::ranges::all_of(word, is_digit)) return {};
  return std::string(word);
}

// Takes a quoted string off the text, its first mark included; \" and \DDD are read.
std::string take_string(std::string_view& text) {
  std::string data;
  text.remove_prefix(1);
  while (!text.empty() && text.front() != '"') {
    const bool escaped = text.starts_with('\\') && text.size() > 1;
    const bool decimal =
        escaped && text.size() > 3 && is_digit(text[1]) && is_digit(text[2]) && is_digit(text[3]);
    if (decimal) {
      data += static_cast<char>((text[1] - '0') * 100 + (text[2] - '0') * 10 + (text[3] - '0'));
      text.remove_prefix(4);
      continue;
    }
    if (escaped) text.remove_prefix(1);
    data += text.front();
    text.remove_prefix(1);
  }
  text.remove_prefix(std::min<std::size_t>(1, text.size()));
  return data;
}

// Takes a record of quoted strings off the text: to the end of its line, or of its brackets.
ZoneRecord take_quoted(std::string_view& text, bool& has_strings) {
  ZoneRecord record;
  std::string head;
  bool in_brackets = false;
  bool in_comment = false;
  while (!text.empty()) {
    const char c = text.front();
    if (c == '\n') {
      in_comment = false;
      if (!in_brackets) break;
    } else if (c == ';') {
      in_comment = true;
    } else if (!in_comment && c == '"') {
      record.text += take_string(text);
      has_strings = true;
      continue;
    } else if (!in_comment && (c == '(' || c == ')')) {
      in_brackets = c == '(';
    } else if (!in_comment && !has_strings) {
      head += c;
    }
    text.remove_prefix(1);
  }
  text.remove_prefix(std::min<std::size_t>(1, text.size()));
  record.name = name_of(head);
  // A record of another type has its strings too ("CAA 0 issue ...").
  has_strings &= trimmed(head).empty() || data_of(head) != std::string_view::npos;
  return record;
}

std::vector<ZoneRecord> read_quoted(std::string_view text) {
  std::vector<ZoneRecord> records;
  while (!text.empty() && records.size() < kMostRecords) {
    bool has_strings = false;
    ZoneRecord record = take_quoted(text, has_strings);
    if (has_strings) records.push_back(std::move(record));
  }
  return records;
}

ZoneRecord read_plain_line(std::string_view line) {
  const auto data = data_of(line.substr(0, line.find('=')));
  const bool has_mark = data != std::string_view::npos && !lower_case(line).starts_with("v=");
  const auto nslookup = with_blanks(line).find(" text = ");
  if (nslookup != std::string::npos)
    return {name_of(line), std::string(trimmed(line.substr(nslookup + 8)))};
  if (!has_mark) return {"", std::string(line)};
  return {name_of(line), std::string(trimmed(line.substr(data)))};
}

std::vector<ZoneRecord> read_plain(std::string_view text) {
  std::vector<ZoneRecord> records;
  bool each_is_one = true;
  for (std::string_view line : split(text, "\n")) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (trimmed(line).empty() || records.size() == kMostRecords) continue;
    records.push_back(read_plain_line(line));
    each_is_one &= !records.back().name.empty() || lower_case(trimmed(line)).starts_with("v=");
  }
  if (each_is_one || records.size() == 1) return records;
  return {{"", std::string(text)}};
}

}  // namespace

std::vector<ZoneRecord> read_zone_text(std::string_view text) {
  return text.find('"') == std::string_view::npos ? read_plain(text) : read_quoted(text);
}

}  // namespace tlsward
