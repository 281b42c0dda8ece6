#include "analyzer/record_scan.h"

#include "analyzer/sts_grammar.h"
#include "analyzer/unseen_characters.h"
#include "schema/text.h"

#include <algorithm>

namespace tlsward {
namespace {

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// Letters and digits alone, in lower case: "V = TLS-RPTv1" and "v=TLSRPTv1" are the same.
std::string bare(std::string_view text) {
  std::string letters = lower_case(text);
  std::erase_if(letters, [](char c) { return !is_letter_or_digit(c); });
  return letters;
}

// Where the version ends: at a ";" or ",", or before a blank behind which the first field begins.
std::size_t end_of_version(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == ';' || text[at] == ',') return at;
    if (at < 2 || kBlanks.find(text[at]) == std::string_view::npos) continue;
    const std::string_view field = trimmed(text.substr(at));
    const auto letters =
        field.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    if (letters != 0 && letters != std::string_view::npos && field[letters] == '=') return at;
  }
  return text.size();
}

std::string other_of(std::string_view version) {
  return version == "v=STSv1" ? "tlsrpt" : "sts";
}

// Of a text that is not exact; `begin` is its version, both without blanks around them.
Beginning beginning_of(std::string_view text, std::string_view begin, std::string_view version) {
  const std::string own = version == "v=STSv1" ? "sts" : "tlsrpt";
  const std::string start = bare(begin);
  if (start.starts_with("version") && contains(bare(text), "mode")) return Beginning::policy;
  if (contains(start, own)) {
    if (text.front() == '"' || text.front() == '\'') return Beginning::quoted;
    return contains(begin, "\\") ? Beginning::escaped : Beginning::spelt;
  }
  if (contains(start, other_of(version))) return Beginning::swapped;
  return contains(bare(text), bare(version)) ? Beginning::spelt : Beginning::foreign;
}

// As the strict reader has it: the version, blanks, a semicolon.
bool is_exact(std::string_view text, std::string_view version) {
  if (!text.starts_with(version)) return false;
  const auto next = text.find_first_not_of(" \t", version.size());
  return next != std::string_view::npos && text[next] == ';';
}

ScannedField scan_field(std::string_view text) {
  ScannedField field;
  field.text = text;
  const auto equals = text.find('=');
  field.has_equals = equals != std::string_view::npos;
  const std::string_view name = text.substr(0, std::min(equals, text.size()));
  const std::string_view value = field.has_equals ? text.substr(equals + 1) : std::string_view();
  field.name = field.has_equals ? trimmed(name) : std::string_view();
  field.value = trimmed(value);
  field.blank_at_equals = trimmed(name) != name || trimmed(value) != value;
  return field;
}

// Without what a DNS panel or a zone file puts around and into it.
std::string unquoted(std::string_view text) {
  std::string plain;
  for (const char c : text)
    if (c != '"' && c != '\\') plain += c;
  return plain;
}

void add_fields(std::string_view text, ScannedRecord& record) {
  const std::vector<std::string_view> parts = split(text, ";");
  for (const std::string_view& part : parts) {
    const bool last = &part == &parts.back();
    const std::string_view field = trimmed(part);
    if (field.empty()) {
      record.has_empty_field |= !last;
      record.has_trailing_blank |= last && !part.empty();
      continue;
    }
    record.has_trailing_blank |= last && field.end() != part.end();
    if (bare(field).starts_with("vtlsrpt") || bare(field).starts_with("vsts")) continue;
    record.fields.push_back(scan_field(field));
  }
}

}  // namespace

ScannedRecord scan_record(std::string_view text, std::string_view version) {
  ScannedRecord record;
  const std::string meant = unquoted(without_unseen(text));
  const std::string_view whole = trimmed(meant);
  const auto end = end_of_version(whole);
  const bool version_first = bare(whole.substr(0, end)).starts_with('v');
  record.version = trimmed(text).substr(0, end_of_version(trimmed(text)));
  if (is_exact(text, version)) {
    record.beginning = Beginning::exact;
  } else if (!whole.empty()) {
    record.beginning = beginning_of(trimmed(text), record.version, version);
  }
  const std::string_view rest =
      version_first ? std::string_view(meant).substr(
                          static_cast<std::size_t>(whole.data() - meant.data()) + end)
                    : std::string_view(meant);
  const bool separated =
      version_first && !rest.empty() && (rest.front() == ';' || rest.front() == ',');
  add_fields(separated ? rest.substr(1) : rest, record);
  return record;
}

}  // namespace tlsward
