#include "analyzer/finding_kinds.h"

#include "schema/text.h"

#include "embedded/findings.h"

#include <algorithm>
#include <cassert>

namespace tlsward {
namespace {

// Takes the first word off the text.
std::string_view next_word(std::string_view& text) {
  text = trimmed(text);
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  return word;
}

Severity severity_of(std::string_view word) {
  const auto* const found = std::ranges::find(kSeverityNames, word);
  assert(found != kSeverityNames.end());
  return static_cast<Severity>(found - kSeverityNames.begin());
}

FindingKind read_kind(std::string_view line) {
  constexpr std::string_view arrow = " -> ";
  FindingKind kind;
  const auto at = line.find(arrow);
  std::string_view types = at == std::string_view::npos ? "" : line.substr(at + arrow.size());
  line = line.substr(0, at);
  kind.key = next_word(line);
  kind.id = next_word(line);
  kind.severity = severity_of(next_word(line));
  kind.section = trimmed(line);
  while (!trimmed(types).empty())
    kind.explains.push_back(next_word(types));
  return kind;
}

}  // namespace

std::span<const FindingKind> finding_kinds() {
  static const auto all = [] {
    std::vector<FindingKind> kinds;
    for (const std::string_view line : split(embedded::findings[0].second, "\n"))
      if (!line.empty() && !line.starts_with('#')) kinds.push_back(read_kind(line));
    return kinds;
  }();
  return all;
}

const FindingKind* find_finding_kind(std::string_view key) {
  const auto kinds = finding_kinds();
  const auto found = std::ranges::find(kinds, key, &FindingKind::key);
  return found == kinds.end() ? nullptr : &*found;
}

Finding make_finding(std::string_view key, std::string_view evidence) {
  const FindingKind* const found = find_finding_kind(key);
  assert(found != nullptr);
  return {.key = found->key,
          .id = found->id,
          .severity = found->severity,
          .section = found->section,
          .explains = found->explains,
          .evidence = std::string(evidence)};
}

}  // namespace tlsward
