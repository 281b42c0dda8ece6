#include "analyzer/translated_words.h"

#include "schema/text.h"

#include "embedded/translated_words.h"

#include <map>
#include <string>

namespace tlsward {
namespace {

// What is meant by each translation.
using Meanings = std::map<std::string_view, std::string_view, std::less<>>;

const Meanings& meanings() {
  static const Meanings all = [] {
    Meanings words;
    for (const std::string_view line : split(embedded::translated_words[0].second, "\n")) {
      const auto colon = line.find(':');
      if (line.starts_with('#') || colon == std::string_view::npos) continue;
      for (const std::string_view word : split(line.substr(colon + 1), ","))
        words.emplace(trimmed(word), line.substr(0, colon));
    }
    return words;
  }();
  return all;
}

bool is_mode(std::string_view word) {
  return word == "testing" || word == "enforce" || word == "none";
}

std::optional<std::string_view> meant_by(std::string_view text, bool mode) {
  const auto found = meanings().find(lower_case(text));
  if (found == meanings().end() || is_mode(found->second) != mode) return {};
  return found->second;
}

}  // namespace

std::optional<std::string_view> field_meant_by(std::string_view name) {
  return meant_by(name, false);
}

std::optional<std::string_view> mode_meant_by(std::string_view value) {
  return meant_by(value, true);
}

}  // namespace tlsward
