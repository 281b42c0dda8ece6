// Tests program/cli.cpp and program/help.cpp; what the commands print is tested by tests/e2e.
#include "program/cli.h"

#include "program/help.h"
#include "program/invocation.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <initializer_list>

namespace tlsward {
namespace {

// The message of the UsageError; "" if the line was obeyed.
std::string fault_of(std::initializer_list<const char*> words) {
  std::vector<const char*> arguments = {"tlsward"};
  arguments.insert(arguments.end(), words);
  try {
    run_command_line(static_cast<int>(arguments.size()), arguments.data());
  } catch (const UsageError& error) {
    return error.what();
  }
  return {};
}

void for_each_command(const CommandDescription& command,
                      const std::function<void(const CommandDescription&)>& visit) {
  visit(command);
  for (const CommandDescription& child : command.commands)
    for_each_command(child, visit);
}

}  // namespace

TEST_CASE("a command line that cannot be obeyed says why and what to do") {
  const struct {
    std::initializer_list<const char*> words;
    std::string want;
  } cases[] = {
      {{"lst"}, "lst: unknown command; did you mean \"list\"? See tlsward --help"},
      {{"banana"}, "banana: unknown command; see tlsward --help"},
      {{"list", "--jsn"},
       "--jsn: unknown option; did you mean \"--json\"? See tlsward list --help"},
      {{"list", "--domian", "x"},
       "--domian: unknown option; did you mean \"--domain\"? See tlsward list --help"},
      {{"list", "x"}, "x: unknown argument; see tlsward list --help"},
      {{"config", "chek"},
       "chek: unknown command; did you mean \"check\"? See tlsward config --help"},
      {{"quarantine"}, "quarantine: needs a command; one of list, show, release"},
      {{"show"}, "ID is required; see tlsward show --help"},
      {{"show", "x"}, "ID: x is no whole number; see tlsward show --help"},
      {{"list", "--limit", "-3"}, "--limit: -3 is no whole number; see tlsward list --help"},
      {{"top", "doains"},
       "WHAT: doains is none of domains, reporters, types, mx, ips; did you mean \"domains\"? See "
       "tlsward top --help"},
      {{"--db", "a", "--db", "b", "list"},
       "--db is given more than once; give it once; see tlsward list --help"},
      {{"list", "--json", "--csv"}, "--json excludes --csv; see tlsward list --help"},
      {{"show", "1", "--csv"},
       "show: its answer is no list, so --ndjson and --csv have no meaning; use --json"},
      {{"list", "--since", "banana"},
       "--since: banana is no day; write 2026-11-01, today, yesterday, 7d (7 days ago) or "
       "last-week"},
      {{"digest", "--day", "last-week"},
       "--day: last-week is not one day; write 2026-11-01, today, yesterday or 7d (7 days ago)"},
      {{"help", "banana"}, "banana: unknown command; see tlsward --help"},
      {{"demo", "--listen", "8080"},
       "--listen: 8080 is no address; write HOST:PORT, like 127.0.0.1:8081"}};
  for (const auto& [words, want] : cases) {
    CAPTURE(want);
    CHECK(fault_of(words) == want);
  }
}

TEST_CASE("a command's name can be an argument of another command") {
  CHECK(fault_of({"search", "list", "--since", "x"}).starts_with("--since: x is no day"));
  CHECK(fault_of({"search", "--since", "x", "--", "-7"}).starts_with("--since: x is no day"));
}

TEST_CASE("every command has two examples of itself, and its help begins with them") {
  const CommandDescription root = describe_command_line();
  for_each_command(root, [&](const CommandDescription& command) {
    CAPTURE(command.path);
    CHECK(std::count(command.examples.begin(), command.examples.end(), '\n') >= 2);
    CHECK(command.examples.find("tlsward " + command.path) != std::string::npos);
    CHECK(command.summary.ends_with('.'));
    const std::string help = help_text(root, command);
    CHECK(help.find("Examples:") < help.find("Usage:"));
    CHECK(help.find("Usage:") < help.find("With every command:"));
  });
}

TEST_CASE("no line of help is wider than a terminal, and every option is in it") {
  const CommandDescription root = describe_command_line();
  for_each_command(root, [&](const CommandDescription& command) {
    const std::string help = help_text(root, command);
    std::size_t begin = 0;
    while (begin < help.size()) {
      const std::size_t end = help.find('\n', begin);
      CAPTURE(help.substr(begin, end - begin));
      CHECK(end - begin <= 80);
      begin = end + 1;
    }
    for (const OptionDescription& option : command.options)
      CHECK(help.find(option.names.back()) != std::string::npos);
  });
}

TEST_CASE("a command is found by its path") {
  const CommandDescription root = describe_command_line();
  CHECK(find_command(root, "") == &root);
  REQUIRE(find_command(root, "quarantine release") != nullptr);
  CHECK(find_command(root, "quarantine release")->arguments.size() == 1);
  CHECK(find_command(root, "release") == nullptr);
  CHECK(last_word("quarantine release") == "release");
  CHECK(last_word("list") == "list");
}

}  // namespace tlsward
