// A language in which the program speaks: its words, plural forms and ways of writing numbers. They
// stand in analyzer/words/<code>/ (form: words/README.md) and are built in; adding one needs no
// C++.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace tlsward {

class Language {
 public:
  // The files' names and contents; for languages().
  Language(std::string_view code,
           std::span<const std::pair<std::string_view, std::string_view>> files);

  // "en", "pl".
  std::string_view code() const { return code_; }

  // The text of "FILE.key". Asserts that there is one: a test holds all languages to one set.
  std::string_view text(std::string_view key) const;

  // Of a text with plural forms the one for this number: 1 "sesja", 2 "sesje", 5 "sesji".
  std::string_view form(std::string_view key, std::int64_t number) const;

  // All texts by key.
  const std::map<std::string, std::string_view, std::less<>>& texts() const { return texts_; }

 private:
  std::string_view code_;
  std::map<std::string, std::string_view, std::less<>> texts_;
};

// All that are built in, by code. Read once, at the first call; safe on any thread.
std::span<const Language> languages();

// The language of that code; nullptr if there is none.
const Language* find_language(std::string_view code);

const Language& english();

// The text with each {name} replaced by its value; values are put in as they are, what stands in
// them is not replaced again.
using Values = std::span<const std::pair<std::string_view, std::string>>;
std::string put_in(std::string_view text, Values values);
std::string put_in(std::string_view text,
                   std::initializer_list<std::pair<std::string_view, std::string>> values);

}  // namespace tlsward
