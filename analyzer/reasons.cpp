#include "analyzer/reasons.h"

#include "schema/printable.h"
#include "schema/text.h"

#include <algorithm>
#include <array>

namespace tlsward {
namespace {

constexpr std::size_t kRead = 1'024;  // bytes of a reason that are looked at
constexpr std::size_t kKept = 200;    // bytes of a normalized one

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kLettersAndDigits = "abcdefghijklmnopqrstuvwxyz0123456789";

bool is_one_of(char c, std::string_view set) {
  return set.find(c) != std::string_view::npos;
}

bool consists_of(std::string_view text, std::string_view set) {
  return !text.empty() && text.find_first_not_of(set) == std::string_view::npos;
}

bool is_number(std::string_view text) {
  return consists_of(text, kDigits);
}

// Also with a port.
bool is_ip(std::string_view word) {
  if (std::ranges::count(word, ':') >= 2) return consists_of(word, "0123456789abcdef:.");
  const auto parts = split(word.substr(0, word.find(':')), ".");
  return parts.size() == 4 && std::ranges::all_of(parts, is_number);
}

// "2026-11-24", "10:15:59", "2026-11-24t10:15:59.25z", "20261124t101559z", "nov"; not "may", which
// is a word as well.
bool is_date(std::string_view word) {
  constexpr std::array<std::string_view, 18> names = {"mon", "tue", "wed", "thu", "fri", "sat",
                                                      "sun", "jan", "feb", "mar", "apr", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};
  if (std::ranges::find(names, word) != names.end()) return true;
  if (!consists_of(word, "0123456789-:t.z+") || std::ranges::count(word, ':') > 3) return false;
  const auto digits = std::ranges::count_if(word, [](char c) { return is_one_of(c, kDigits); });
  const auto marks = std::ranges::count_if(word, [](char c) { return is_one_of(c, "-:"); });
  return digits >= 5 && (marks >= 2 || (digits >= 8 && word.find('t') != std::string_view::npos));
}

// "5.7.321" (RFC 3463).
bool is_enhanced_status(std::string_view word) {
  const auto parts = split(word, ".");
  return parts.size() == 3 && parts[0].size() == 1 && is_one_of(word.front(), "245") &&
         std::ranges::all_of(
             parts, [](std::string_view part) { return is_number(part) && part.size() <= 3; });
}

bool is_host(std::string_view word) {
  if (word.find('@') != std::string_view::npos) return true;
  const auto labels = split(word.substr(0, word.find(':')), ".");
  if (labels.size() < 2 || labels.back().size() < 2) return false;
  const std::string_view top = labels.back();
  return (consists_of(top, kLetters) || top.starts_with("xn--")) &&
         std::ranges::all_of(labels, [](std::string_view label) {
           return consists_of(label, "abcdefghijklmnopqrstuvwxyz0123456789-_");
         });
}

// How often letters and digits take turns: an id does it oftener than a word ("sha256withrsa").
int turns(std::string_view word) {
  int count = 0;
  for (std::size_t i = 1; i < word.size(); ++i)
    count += is_one_of(word[i - 1], kDigits) != is_one_of(word[i], kDigits) ? 1 : 0;
  return count;
}

// A queue or session id: Postfix "3f2a91c0d4" and "4bztq12xyzabc", Exim "1rxyza-0004gb-2c", a UUID.
bool is_id(std::string_view word) {
  const auto parts = split(word, "-");
  if (parts.size() == 3 && parts[0].size() == 6 && parts[1].size() >= 6 && turns(word) >= 2)
    return std::ranges::all_of(
        parts, [](std::string_view part) { return consists_of(part, kLettersAndDigits); });
  if (parts.size() == 5 && word.size() == 36) return consists_of(word, "0123456789abcdef-");
  if (!consists_of(word, kLettersAndDigits) || turns(word) == 0 || word.starts_with("0x"))
    return false;
  return (word.size() >= 6 && turns(word) >= 3) || (word.size() >= 8 && consists_of(word, kHex));
}

// After these words a number says what happened, not how often or where.
bool is_name_of_number(std::string_view word) {
  constexpr std::array<std::string_view, 9> names = {"code",  "alert", "status",  "http", "error",
                                                     "reply", "tls",   "version", "ssl"};
  return std::ranges::find(names, word) != names.end();
}

// A word that is neither host nor date: "smtp-starttls-reply-code-454", "30s", "tlsv1.2".
// `before` is the word in front of it and becomes its last part.
std::string normalized_parts(std::string_view word, std::string_view& before) {
  std::string text;
  while (!word.empty()) {
    const auto end = word.find_first_of("-:._");
    const std::string_view part = word.substr(0, end);
    const auto digits = std::min(part.find_first_not_of(kDigits), part.size());
    const bool unit = digits != 0 && part.size() - digits <= 2;  // "30s", "312ms", "17"
    if (unit && !is_name_of_number(before))
      text += std::string("<n>").append(part.substr(digits));
    else
      text += is_id(part) ? "<id>" : part;
    if (!part.empty()) before = part;
    word.remove_prefix(part.size());
    if (word.empty()) break;
    text += word.front();
    word.remove_prefix(1);
  }
  return text;
}

// One word in lower case. `before` as above.
std::string normalized_word(std::string_view word, std::string_view& before) {
  const bool first = before.empty();
  const std::string_view named = before;
  before = word;
  // The reply code of SMTP comes first (RFC 5321).
  if (first && word.size() == 3 && is_number(word)) return std::string(word);
  if (is_enhanced_status(word) || word.starts_with("tlsv1") || word.starts_with("tls1"))
    return std::string(word);
  if (word.find('.') != std::string_view::npos && is_name_of_number(named))
    return std::string(word);  // "TLS 1.2"
  if (is_date(word)) return "<date>";
  if (is_ip(word)) return "<ip>";
  if (is_host(word)) return "<host>";
  if (is_id(word)) return "<id>";
  before = named;
  return normalized_parts(word, before);
}

// The text with single blanks and, once more, no more than is kept.
std::string squeezed(std::string_view text) {
  std::string squeezed;
  for (const char c : text) {
    const bool blank = is_one_of(c, kBlanks);
    if (blank && (squeezed.empty() || squeezed.back() == ' ')) continue;
    squeezed += blank ? ' ' : c;
  }
  while (!squeezed.empty() && is_one_of(squeezed.back(), " .;,"))
    squeezed.pop_back();
  return squeezed;
}

// The word that begins the text, without marks at its end; empty if none begins there.
std::string_view first_word(std::string_view text) {
  if (!is_one_of(text.front(), kLettersAndDigits)) return {};
  text = text.substr(0, text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-.:_@+"));
  return text.substr(0, text.find_last_of(kLettersAndDigits) + 1);
}

}  // namespace

std::string normalized_reason(std::string_view failure_reason_code) {
  const std::string reason =
      printable(squeezed(lower_case(failure_reason_code.substr(0, kRead))), 2 * kRead);
  std::string normalized;
  std::string_view before;
  for (std::string_view rest = reason; !rest.empty() && normalized.size() < kKept;) {
    const std::string_view word = first_word(rest);
    if (word.empty())
      normalized += rest.front();
    else
      normalized += normalized_word(word, before);
    rest.remove_prefix(std::max(word.size(), std::size_t{1}));
  }
  return squeezed(printable(normalized, kKept));
}

}  // namespace tlsward
