// Tests analyzer/shell_word.cpp.
#include "analyzer/shell_word.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

TEST_CASE("a shell reads each as one word") {
  struct {
    const char* word;
    const char* shown;
  } const cases[] = {{"example.org", "example.org"},           {"", "''"},
                     {"Google Inc.", "'Google Inc.'"},         {"$(reboot)", "'$(reboot)'"},
                     {"it's; rm -r /", "'it'\\''s; rm -r /'"}, {"two\nlines", "'two\\x0alines'"},
                     {"2001:db8::7", "'2001:db8::7'"}};
  for (const auto& c : cases)
    CHECK(shell_word(c.word) == c.shown);
}

}  // namespace
}  // namespace tlsward
