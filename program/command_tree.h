// The commands and options as plain data: what the help, the completions and the test of the man
// page go by. program/cli.cpp makes it from what it parses with.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// A command's text, by its full name.
struct CommandText {
  std::string_view path;  // "" is tlsward itself, "quarantine list" a command of a command
  std::string_view summary;
  std::string_view examples;  // one command line each, at least two
};

// The text of that command; every command has one.
const CommandText& find_command_text(std::string_view path);

struct OptionDescription {
  std::vector<std::string> names;  // "--domain"; "-h", "--help"; of an argument none
  std::string value;               // "DOMAIN", "FILE"; of a flag ""
  std::string help;
  std::vector<std::string> choices;  // what the value may be, where that is a short list
};

struct CommandDescription {
  std::string path;
  std::string summary;
  std::string examples;
  std::vector<OptionDescription> arguments;
  std::vector<OptionDescription> options;  // those of the first command are everybody's
  std::vector<CommandDescription> commands;
};

// "list" of "quarantine list".
std::string last_word(std::string_view path);

// The command of that path below `root`; nullptr if there is none.
const CommandDescription* find_command(const CommandDescription& root, std::string_view path);

}  // namespace tlsward
