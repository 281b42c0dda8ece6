#include "web/request.h"

#include "schema/printable.h"
#include "schema/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace tlsward {
namespace {

constexpr std::size_t kMostPairs = 100;

bool is_unreserved(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) != 0 ||
         std::string_view("-._~").find(letter) != std::string_view::npos;
}

// Of a form, where a blank is "+".
std::string decoded(std::string_view text) {
  std::string plain(text);
  std::ranges::replace(plain, '+', ' ');
  bool ignored = false;
  return to_utf8(percent_decoded(plain).value_or(std::string(text)), ignored);
}

bool are_alike(std::string_view one, std::string_view other) {
  return lower_case(one) == lower_case(other);
}

}  // namespace

std::string percent_encoded(std::string_view text) {
  std::string result;
  for (const char letter : text)
    if (is_unreserved(letter))
      result += letter;
    else
      result += fmt::format("%{:02X}", static_cast<unsigned char>(letter));
  return result;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      result += text[at];
      continue;
    }
    if (at + 2 >= text.size()) return {};
    const int high = hex_digit(text[at + 1]);
    const int low = hex_digit(text[at + 2]);
    if (high < 0 || low < 0) return {};
    result += static_cast<char>(high * 16 + low);
    at += 2;
  }
  return result;
}

Parameters Parameters::parse(std::string_view encoded) {
  Parameters result;
  for (const std::string_view pair : split(encoded, "&")) {
    if (pair.empty()) continue;
    if (result.pairs_.size() == kMostPairs) break;
    const auto equals = std::min(pair.find('='), pair.size());
    result.pairs_.emplace_back(decoded(pair.substr(0, equals)),
                               decoded(pair.substr(std::min(equals + 1, pair.size()))));
  }
  return result;
}

std::optional<std::string> Parameters::find(std::string_view name) const {
  const auto found = std::ranges::find(
      pairs_, name, [](const auto& pair) -> std::string_view { return pair.first; });
  if (found == pairs_.end() || found->second.empty()) return {};
  return found->second;
}

std::vector<std::string> Parameters::all(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [key, value] : pairs_)
    if (key == name) values.push_back(value);
  return values;
}

Parameters Parameters::with(std::string_view name, std::string_view value) const {
  Parameters result;
  bool is_in = value.empty();
  for (const auto& pair : pairs_) {
    if (pair.first != name) {
      result.pairs_.push_back(pair);
    } else if (!is_in) {
      result.pairs_.emplace_back(name, value);
      is_in = true;
    }
  }
  if (!is_in) result.pairs_.emplace_back(name, value);
  return result;
}

Parameters Parameters::only(std::string_view name) const {
  Parameters result;
  for (const auto& pair : pairs_)
    if (pair.first == name) result.pairs_.push_back(pair);
  return result;
}

std::string Parameters::query() const {
  std::string text;
  for (const auto& [name, value] : pairs_)
    text += fmt::format("{}{}={}", text.empty() ? '?' : '&', percent_encoded(name),
                        percent_encoded(value));
  return text;
}

std::string_view Request::header(std::string_view name) const {
  const auto found = std::ranges::find_if(
      headers, [&](const auto& header) { return are_alike(header.first, name); });
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

std::optional<std::string> Request::cookie(std::string_view name) const {
  for (const std::string_view pair : split(header("Cookie"), ";")) {
    const std::string_view cookie = trimmed(pair);
    const auto equals = cookie.find('=');
    if (equals != std::string_view::npos && cookie.substr(0, equals) == name)
      return std::string(cookie.substr(equals + 1));
  }
  return {};
}

Parameters Request::form() const {
  const std::string_view type = header("Content-Type");
  if (!are_alike(trimmed(type.substr(0, type.find(';'))), "application/x-www-form-urlencoded"))
    return {};
  return Parameters::parse(body);
}

}  // namespace tlsward
