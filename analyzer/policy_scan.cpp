#include "analyzer/policy_scan.h"

#include "analyzer/nearest.h"
#include "analyzer/sts_grammar.h"
#include "analyzer/translated_words.h"
#include "analyzer/unseen_characters.h"
#include "schema/text.h"

#include <algorithm>
#include <array>

namespace tlsward {
namespace {

constexpr std::size_t kMostLines = 1'000;
constexpr std::array<std::string_view, 4> kNames = {"version", "mode", "mx", "max_age"};

bool is_known(std::string_view name) {
  return std::ranges::find(kNames, name) != kNames.end();
}

// UTF-16 of Latin letters: every other byte is 0.
std::string from_utf16(std::string_view text) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) text.remove_prefix(2);
  std::string plain(text);
  std::erase(plain, '\0');
  return plain;
}

bool is_utf16(std::string_view text) {
  return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF") ||
         (text.size() > 3 && (text[1] == '\0') != (text[0] == '\0') &&
          (text[3] == '\0') != (text[2] == '\0'));
}

// Takes a line off the text; LF, CRLF or CR ends it.
std::string_view next_line(std::string_view& text, bool& bare_cr) {
  const auto end = std::min(text.find_first_of("\r\n"), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end);
  bare_cr = text.starts_with('\r') && text.size() > 1 && text[1] != '\n';
  text.remove_prefix(text.starts_with("\r\n") ? 2 : std::min<std::size_t>(1, text.size()));
  return line;
}

// Where the next of the four fields begins on the same line ("version: STSv1; mode: none").
std::size_t next_field(std::string_view line) {
  for (std::size_t at = 1; at < line.size(); ++at) {
    if (is_letter_or_digit(line[at - 1]) || line[at - 1] == '_' || line[at - 1] == '-') continue;
    const std::string_view rest = line.substr(at);
    const bool begins = std::ranges::any_of(kNames, [&](std::string_view name) {
      return rest.starts_with(name) && rest.substr(name.size()).starts_with(':');
    });
    if (begins) return at;
  }
  return line.size();
}

std::string unquoted(std::string_view value, bool& has_quotes) {
  std::string plain;
  for (const char c : value)
    if (c != '"' && c != '\'') plain += c;
  has_quotes = plain.size() != value.size();
  return std::string(trimmed(plain));
}

// The one of the four that differs only in blanks, hyphens and the like, or in a letter or two.
std::string_view near_name(std::string_view name) {
  std::string squeezed(name);
  std::erase_if(squeezed, [](char c) { return c == '-' || c == '_' || c == ' ' || c == '.'; });
  if (squeezed == "maxage") return "max_age";
  if (squeezed.size() <= 3 && squeezed.find("mx") != std::string::npos) return "mx";
  const auto meant = nearest(squeezed, {"version", "mode", "maxage"});
  if (!meant) return {};
  return *meant == "maxage" ? "max_age" : *std::ranges::find(kNames, *meant);
}

void name_line(std::string_view name, ScannedLine& line) {
  const std::string lower = lower_case(trimmed(name));
  if (is_known(lower)) {
    line.form = name == lower ? LineForm::field : LineForm::spelt;
    line.name = lower;
  } else if (const auto meant = field_meant_by(lower)) {
    line.form = LineForm::translated;
    line.name = *meant;
  } else if (const std::string_view near = near_name(lower); !near.empty()) {
    line.form = LineForm::near;
    line.name = near;
  } else {
    line.form = LineForm::other;
    line.name = name;
  }
}

ScannedLine scan_line(std::string_view text, std::size_t number) {
  ScannedLine line{.number = number, .text = std::string(text)};
  const std::string meant = without_unseen(text);
  const std::string_view bare = trimmed(meant);
  const auto colon = meant.find(':');
  const auto equals = meant.find('=');
  if (bare.empty()) {
    line.form = LineForm::empty;
  } else if (bare.starts_with('#') || bare.starts_with("//") || bare.starts_with(';')) {
    line.form = LineForm::comment;
  } else if (colon != std::string::npos) {
    name_line(std::string_view(meant).substr(0, colon), line);
    line.value = unquoted(std::string_view(meant).substr(colon + 1), line.has_quotes);
  } else if (equals != std::string::npos &&
             is_known(lower_case(trimmed(meant.substr(0, equals))))) {
    line.form = LineForm::equals;
    line.name = lower_case(trimmed(meant.substr(0, equals)));
    line.value = unquoted(std::string_view(meant).substr(equals + 1), line.has_quotes);
  }
  return line;
}

PolicyShape shape_of(std::string_view text) {
  const std::string_view begin = trimmed(text.substr(0, 4096));
  if (begin.empty()) return PolicyShape::nothing;
  if (begin.starts_with('<')) return PolicyShape::html;
  if (begin.starts_with('{') || begin.starts_with('[')) return PolicyShape::json;
  const std::string lower = lower_case(begin.substr(0, 16));
  const bool record = lower.starts_with("v=sts") || lower.starts_with("\"v=sts");
  return record ? PolicyShape::record : PolicyShape::lines;
}

bool has_field(const ScannedPolicy& policy, std::string_view name) {
  return std::ranges::find(policy.lines, name, &ScannedLine::name) != policy.lines.end();
}

// Adds the line, or its parts if it has several of the four fields. What is repeated may hold
// anything, so it stays whole.
void add_line(std::string_view text, std::size_t number, ScannedPolicy& policy) {
  while (policy.lines.size() < kMostLines) {
    const auto end = next_field(text);
    ScannedLine line = scan_line(text.substr(0, end), number);
    const bool whole = end == text.size() || line.form != LineForm::field ||
                       (line.name != "mx" && has_field(policy, line.name));
    if (whole) {
      policy.lines.push_back(end == text.size() ? std::move(line) : scan_line(text, number));
      return;
    }
    if (policy.crowded_line == 0) policy.crowded_line = number;
    while (!line.value.empty() && (line.value.back() == ';' || line.value.back() == ','))
      line.value.pop_back();
    policy.lines.push_back(std::move(line));
    text.remove_prefix(end);
  }
}

}  // namespace

ScannedPolicy scan_policy(std::string_view text) {
  ScannedPolicy policy;
  std::string decoded;
  if (is_utf16(text)) {
    policy.is_utf16 = true;
    decoded = from_utf16(text);
    text = decoded;
  }
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  policy.has_mark = text.starts_with(mark);
  if (policy.has_mark) text.remove_prefix(mark.size());
  policy.shape = shape_of(text);
  if (policy.shape != PolicyShape::lines) return policy;
  for (std::size_t number = 1; !text.empty() && policy.lines.size() < kMostLines; ++number) {
    bool bare_cr = false;
    const std::string_view line = next_line(text, bare_cr);
    if (bare_cr && policy.bare_cr == 0) policy.bare_cr = number;
    add_line(line, number, policy);
  }
  return policy;
}

}  // namespace tlsward
