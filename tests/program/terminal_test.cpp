// Tests program/terminal.cpp.
#include "program/terminal.h"

#include <doctest/doctest.h>

#include <map>

namespace tlsward {

namespace {

enum class Output { terminal, file };

Terminal judge(Output output, std::map<std::string, std::string> environment, bool no_color = false,
               std::size_t columns = 0) {
  const bool terminal = output == Output::terminal;
  return judge_terminal({.output_is_terminal = terminal,
                         .error_is_terminal = terminal,
                         .columns = columns,
                         .environment =
                             [environment](const char* name) {
                               const auto found = environment.find(name);
                               return found == environment.end() ? "" : found->second;
                             }},
                        no_color);
}

}  // namespace

TEST_CASE("colour is for terminals whose owner has nothing against it") {
  const struct {
    Output output;
    std::map<std::string, std::string> environment;
    bool no_color;
    bool want;
  } cases[] = {{Output::terminal, {}, false, true},
               {Output::file, {}, false, false},
               {Output::terminal, {}, true, false},
               {Output::terminal, {{"NO_COLOR", "1"}}, false, false},
               {Output::terminal, {{"NO_COLOR", ""}}, false, true},
               {Output::terminal, {{"TERM", "dumb"}}, false, false},
               {Output::file, {{"FORCE_COLOR", "1"}}, false, true},
               {Output::file, {{"FORCE_COLOR", "0"}}, false, false},
               {Output::file, {{"FORCE_COLOR", "1"}, {"NO_COLOR", "1"}}, false, false},
               {Output::terminal, {{"FORCE_COLOR", "1"}}, true, false}};
  for (const auto& [output, environment, no_color, want] : cases) {
    CAPTURE(environment);
    CAPTURE(no_color);
    CHECK(judge(output, environment, no_color).color == want);
  }
}

TEST_CASE("characters beyond ASCII are for UTF-8, and for who says nothing") {
  const struct {
    std::map<std::string, std::string> environment;
    bool want;
  } cases[] = {{{}, true},
               {{{"LANG", "C"}}, false},
               {{{"LANG", "POSIX"}}, false},
               {{{"LANG", "C.UTF-8"}}, true},
               {{{"LANG", "de_DE.utf8"}}, true},
               {{{"LANG", "de_DE.ISO-8859-1"}}, false},
               {{{"LC_ALL", "C"}, {"LANG", "C.UTF-8"}}, false},
               {{{"LC_CTYPE", "C.UTF-8"}, {"LANG", "C"}}, true}};
  for (const auto& [environment, want] : cases) {
    CAPTURE(environment);
    CHECK(judge(Output::terminal, environment).unicode == want);
  }
}

TEST_CASE("a table is cut to the columns of a terminal, and never in a file") {
  CHECK(judge(Output::terminal, {}, false, 120).width == 120);
  CHECK(judge(Output::terminal, {{"COLUMNS", "40"}}, false, 120).width == 40);
  CHECK(judge(Output::terminal, {{"COLUMNS", "many"}}, false, 120).width == 120);
  CHECK(judge(Output::terminal, {}).width == 80);
  CHECK(judge(Output::file, {{"COLUMNS", "40"}}, false, 120).width == 0);
}

TEST_CASE("a line is written over only where that works") {
  CHECK(judge(Output::terminal, {}).progress);
  CHECK_FALSE(judge(Output::terminal, {{"TERM", "dumb"}}).progress);
  CHECK_FALSE(judge(Output::file, {}).progress);
}

}  // namespace tlsward
