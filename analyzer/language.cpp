#include "analyzer/language.h"

#include "schema/text.h"

#include "embedded/words.h"

#include <algorithm>
#include <cassert>
#include <charconv>

namespace tlsward {
namespace {

constexpr std::string_view kAnd = " and ";
constexpr std::string_view kForms = " | ";

std::int64_t to_number(std::string_view text) {
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  assert(read.ec == std::errc() && read.ptr == text.data() + text.size());
  return number;
}

// "n % 10 = 2..4", "n != 1".
bool is_true(std::string_view condition, std::int64_t number) {
  const auto equals = condition.find('=');
  assert(condition.starts_with('n') && equals != std::string_view::npos);
  const bool negated = condition[equals - 1] == '!';
  const auto modulo = condition.substr(0, equals).find('%');
  if (modulo != std::string_view::npos)
    number %= to_number(trimmed(condition.substr(modulo + 1, equals - negated - modulo - 1)));
  const auto bounds = split(condition.substr(equals + 1), "..");
  return negated != (number >= to_number(trimmed(bounds.front())) &&
                     number <= to_number(trimmed(bounds.back())));
}

// Which of the forms a number takes.
std::size_t form_of(std::string_view plurals, std::int64_t number) {
  const auto rules = split(plurals, kForms);
  const auto found = std::ranges::find_if(rules, [&](std::string_view rule) {
    return rule == "else" ||
           std::ranges::all_of(split(rule, kAnd), [&](std::string_view condition) {
             return is_true(condition, number);
           });
  });
  assert(found != rules.end());
  return static_cast<std::size_t>(found - rules.begin());
}

std::string_view folder_of(std::string_view path) {
  return path.substr(0, path.find('/'));
}

// "pl/general.txt" -> "general".
std::string_view stem_of(std::string_view path) {
  const auto begin = path.rfind('/') + 1;
  return path.substr(begin, path.rfind('.') - begin);
}

std::vector<Language> read_languages() {
  const std::span files(embedded::words);
  std::vector<Language> all;
  for (auto begin = files.begin(); begin != files.end();) {
    const std::string_view code = folder_of(begin->first);
    const auto end = std::find_if(begin, files.end(),
                                  [&](const auto& file) { return folder_of(file.first) != code; });
    all.emplace_back(code, std::span(begin, end));
    begin = end;
  }
  return all;
}

}  // namespace

Language::Language(std::string_view code,
                   std::span<const std::pair<std::string_view, std::string_view>> files)
    : code_(code) {
  constexpr std::string_view equals = " = ";
  for (const auto& [path, file] : files)
    for (const std::string_view line : split(file, "\n")) {
      if (line.empty() || line.starts_with('#')) continue;
      const auto at = line.find(equals);
      assert(at != std::string_view::npos);
      std::string key(stem_of(path));
      key.append(".").append(line.substr(0, at));
      const bool is_new = texts_.emplace(key, line.substr(at + equals.size())).second;
      assert(is_new);
    }
}

std::string_view Language::text(std::string_view key) const {
  const auto found = texts_.find(key);
  assert(found != texts_.end());
  return found->second;
}

std::string_view Language::form(std::string_view key, std::int64_t number) const {
  const auto forms = split(text(key), kForms);
  const std::size_t form = form_of(text("general.plurals"), number);
  assert(form < forms.size());
  return forms[form];
}

std::span<const Language> languages() {
  static const std::vector<Language> all = read_languages();
  return all;
}

const Language* find_language(std::string_view code) {
  const auto all = languages();
  const auto found = std::ranges::find(all, code, &Language::code);
  return found == all.end() ? nullptr : &*found;
}

const Language& english() {
  static const Language* const found = find_language("en");
  return *found;
}

std::string put_in(std::string_view text,
                   std::initializer_list<std::pair<std::string_view, std::string>> values) {
  return put_in(text, Values(values.begin(), values.size()));
}

std::string put_in(std::string_view text, Values values) {
  std::string whole;
  while (!text.empty()) {
    const auto begin = std::min(text.find('{'), text.size());
    whole += text.substr(0, begin);
    text.remove_prefix(begin);
    const auto end = text.find('}');
    if (end == std::string_view::npos) return whole.append(text);
    const auto value = std::ranges::find(values, text.substr(1, end - 1),
                                         [](const auto& pair) { return pair.first; });
    assert(value != values.end());
    whole += value->second;
    text.remove_prefix(end + 1);
  }
  return whole;
}

}  // namespace tlsward
