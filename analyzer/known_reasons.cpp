#include "analyzer/known_reasons.h"

#include "schema/result_type.h"
#include "schema/text.h"

#include "embedded/reasons.h"

#include <algorithm>
#include <cassert>
#include <functional>

namespace tlsward {
namespace {

constexpr std::size_t kRead = 1'024;  // bytes of a text that are looked at

bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

// Letters and digits as they are, dots between two of them too, all else one blank; one at both
// ends. So "self-signed_certificate" and "Self signed certificate." are the same.
std::string folded(std::string_view text) {
  const std::string lower = lower_case(text.substr(0, kRead));
  std::string words = " ";
  for (std::size_t i = 0; i < lower.size(); ++i) {
    const bool dot = lower[i] == '.' && words.back() != ' ' && i + 1 < lower.size() &&
                     is_word_byte(lower[i + 1]);
    if (dot || is_word_byte(lower[i]))
      words += lower[i];
    else if (words.back() != ' ')
      words += ' ';
  }
  if (words.back() != ' ') words += ' ';
  return words;
}

// One of 64 bits for each word of a folded text; different words may have the same.
std::uint64_t words_in(std::string_view text) {
  std::uint64_t words = 0;
  for (const std::string_view word : split(text, " "))
    if (!word.empty()) words |= std::uint64_t{1} << (std::hash<std::string_view>{}(word) % 64);
  return words;
}

ReasonPattern read_pattern(std::string_view line) {
  ReasonPattern pattern;
  for (const std::string_view piece : split(line, "*")) {
    pattern.pieces.push_back(folded(piece));
    assert(pattern.pieces.back().size() > 1);
    pattern.words |= words_in(pattern.pieces.back());
  }
  return pattern;
}

KnownReason read_meaning(std::string_view line) {
  constexpr std::string_view arrow = " -> ";
  const auto at = line.find(arrow);
  assert(at != std::string_view::npos);
  const auto causes = split(line.substr(at + arrow.size()), "|");
  return {.key = line.substr(0, at),
          .cause = trimmed(causes.front()),
          .policy_cause = trimmed(causes.back()),
          .patterns = {}};
}

std::vector<KnownReason> read_reasons() {
  std::vector<KnownReason> reasons;
  for (const std::string_view line : split(embedded::reasons[0].second, "\n")) {
    if (line.empty() || line.starts_with('#')) continue;
    if (line.starts_with("  "))
      reasons.back().patterns.push_back(read_pattern(line));
    else
      reasons.push_back(read_meaning(line));
  }
  return reasons;
}

// `words`: of the text.
bool is_found(const ReasonPattern& pattern, std::string_view text, std::uint64_t words) {
  if ((pattern.words & ~words) != 0) return false;
  std::size_t from = 0;
  for (const std::string& piece : pattern.pieces) {
    const auto at = text.find(piece, from);
    if (at == std::string_view::npos) return false;
    from = at + piece.size() - 1;  // the blank between two words belongs to both
  }
  return true;
}

}  // namespace

std::span<const KnownReason> known_reasons() {
  static const std::vector<KnownReason> all = read_reasons();
  return all;
}

const KnownReason* find_reason(std::string_view text) {
  const std::string looked_at = folded(text);
  const std::uint64_t words = words_in(looked_at);
  for (const KnownReason& reason : known_reasons())
    for (const ReasonPattern& pattern : reason.patterns)
      if (is_found(pattern, looked_at, words)) return &reason;
  return nullptr;
}

std::string_view meaning(const KnownReason& reason, const Language& language) {
  return language.text(std::string("reasons.").append(reason.key));
}

std::string_view cause_of(std::string_view result_type, std::string_view failure_reason_code) {
  const ResultType* const type = find_result_type(result_type);
  const KnownReason* const reason = find_reason(failure_reason_code);
  const bool policy = type != nullptr && type->mechanism == Mechanism::mta_sts;
  if (reason != nullptr) return policy ? reason->policy_cause : reason->cause;
  if (type != nullptr) return type->name;
  return result_type.empty() ? "unexplained" : "unlisted";
}

}  // namespace tlsward
