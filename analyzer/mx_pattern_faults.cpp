#include "analyzer/mx_pattern_faults.h"

#include "analyzer/mta_sts_policy.h"
#include "analyzer/sts_grammar.h"
#include "schema/domain.h"
#include "schema/text.h"

#include <algorithm>

namespace tlsward {
namespace {

constexpr std::string_view kSeparators = ", ;\t";

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const auto begin = std::min(text.find_first_not_of(kSeparators), text.size());
    text.remove_prefix(begin);
    const std::string_view word = text.substr(0, text.find_first_of(kSeparators));
    if (!word.empty()) words.push_back(word);
    text.remove_prefix(word.size());
  }
  return words;
}

bool is_number(std::string_view word) {
  return !word.empty() && std::ranges::all_of(word, is_digit);
}

// An IPv4 address, or an IPv6 address with or without its brackets.
bool is_address(std::string_view value) {
  if (value.starts_with("*.")) value.remove_prefix(2);
  const auto of = [&](std::string_view letters) {
    return value.find_first_not_of(letters) == std::string_view::npos;
  };
  return (of("0123456789.") && value.find('.') != std::string_view::npos) ||
         (of("0123456789abcdefABCDEF:[]") && value.find(':') != value.rfind(':'));
}

// Without the scheme, port, path and dots that do not belong to the host.
std::string host_of(std::string_view word) {
  const auto scheme = word.find("://");
  if (scheme != std::string_view::npos) word.remove_prefix(scheme + 3);
  word = word.substr(0, word.find_first_of(":/"));
  std::string host = Domain(word).text();
  if (host.starts_with('.')) host.insert(0, "*");
  const auto star = host.rfind('*');
  const auto dot = star == std::string::npos ? star : host.find('.', star);
  if (dot != std::string::npos) host = "*" + host.substr(dot);
  return host;
}

}  // namespace

std::string_view key_of_mx_fault(std::string_view value) {
  if (is_mx_pattern(value)) return {};
  const std::vector<std::string_view> words = words_of(value);
  if (words.empty()) return "policy-mx-empty";
  if (words.size() == 2 && is_number(words.front())) return "policy-mx-preference";
  if (words.size() > 1) return "policy-mx-list";
  if (is_address(value)) return "policy-mx-address";
  if (value.find_first_of(":/@") != std::string_view::npos) return "policy-mx-url";
  if (value.find('*') != std::string_view::npos &&
      !is_mx_pattern(value.substr(0, value.size() - 1)))
    return "policy-mx-star";
  if (value.starts_with('.')) return "policy-mx-leading-dot";
  if (value.ends_with('.')) return "policy-mx-final-dot";
  return is_ascii(value) ? "policy-mx" : "policy-mx-u-label";
}

std::vector<std::string> mended_mx(std::string_view value) {
  if (is_mx_pattern(value)) return {lower_case(value)};
  std::vector<std::string_view> words = words_of(value);
  if (words.size() == 2 && is_number(words.front())) words.erase(words.begin());
  std::vector<std::string> hosts;
  for (const std::string_view word : words) {
    if (is_address(word)) return {};
    std::string host = host_of(word);
    if (!is_mx_pattern(host)) return {};
    hosts.push_back(std::move(host));
  }
  return hosts;
}

}  // namespace tlsward
