// Tests program/completion.cpp; what the shells make of the scripts is tested by
// tests/e2e/completion.sh.
#include "program/completion.h"

#include "program/cli.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

const CommandDescription kTree = {
    .options = {{.names = {"-h", "--help"}, .help = "Help"}},
    .commands = {{.path = "top",
                  .summary = "It's a ranking.",
                  .arguments = {{.value = "WHAT", .choices = {"domains", "types"}}},
                  .options = {{.names = {"--format"},
                               .value = "FORMAT",
                               .help = "How",
                               .choices = {"text", "json"}},
                              {.names = {"--day"}, .value = "DAY", .help = "When"}}},
                 {.path = "config", .commands = {{.path = "config show"}}}}};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("bash and zsh are told what may follow each command and option") {
  for (const Shell shell : {Shell::bash, Shell::zsh}) {
    const std::string script = completion_script(kTree, shell);
    CAPTURE(script);
    CHECK(has(script, "':'*) next='top config -h --help' ;;"));
    CHECK(has(script, "'top:'*) next='domains types --format --day -h --help' ;;"));
    CHECK(has(script, "'top:--format') next='text json' ;;"));
    CHECK(has(script, "*:--day) next='' ;;"));
    CHECK(has(script, "'config:'*) next='show -h --help' ;;"));
    CHECK(has(script, "'top' | 'config' | 'config show') at="));
    CHECK(script.find("'top:--format'") < script.find("'top:'*"));
  }
}

TEST_CASE("fish is told the same, with the help") {
  const std::string script = completion_script(kTree, Shell::fish);
  CAPTURE(script);
  CHECK(has(script, "case 'top' 'config' 'config show'\n"));
  CHECK(has(script, "complete -c tlsward -n '__tlsward_at ' -f -a top -d 'It\\'s a ranking.'"));
  CHECK(has(script, "complete -c tlsward -n '__tlsward_at top' -f -a 'domains types'"));
  CHECK(has(script, "-n '__tlsward_at top' -l format -x -a 'text json' -d 'How'"));
  CHECK(has(script, "-n '__tlsward_at config' -f -a show"));
  CHECK(has(script, "complete -c tlsward -s h -l help -d 'Help'"));
}

TEST_CASE("every command and option is in each script") {
  const CommandDescription root = describe_command_line();
  for (const Shell shell : {Shell::bash, Shell::zsh, Shell::fish}) {
    const std::string script = completion_script(root, shell);
    for (const CommandDescription& command : root.commands) {
      CAPTURE(command.path);
      CHECK(has(script, command.path));
      for (const OptionDescription& option : command.options)
        CHECK(has(script, option.names.front().substr(2)));
    }
  }
}

}  // namespace tlsward
