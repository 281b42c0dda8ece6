#include "program/cli.h"

#include "program/command_line.h"
#include "program/completion.h"
#include "program/help.h"
#include "schema/printable.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>

namespace tlsward {

CLI::App& CommandLine::chosen() {
  CLI::App* command = &app_;
  while (!command->get_subcommands().empty())
    command = command->get_subcommands().front();
  return *command;
}

std::string CommandLine::path_of(const CLI::App& command) const {
  if (command.get_parent() == nullptr) return {};
  const std::string parent = path_of(*command.get_parent());
  return parent.empty() ? command.get_name() : parent + ' ' + command.get_name();
}

namespace {

// What CLI11 says, in our words where its own are a riddle.
std::string in_words(const CLI::ParseError& error) {
  const std::string fault = printable(error.what());
  const auto riddle = fault.find(": At Most 1 required");
  return riddle == std::string::npos
             ? fault
             : fault.substr(0, riddle) + " is given more than once; give it once";
}

}  // namespace

// CLI11 tells faults by exceptions only; here they become UsageError, with the nearest known word.
void CommandLine::parse(int argc, const char* const* argv) {
  try {
    app_.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (help_) return;
    const Words unknown = app_.remaining(true);
    std::string fault = unknown.empty()
                            ? in_words(error)
                            : unknown_word(unknown.front(), describe(), describe(chosen()));
    const std::string path = path_of(chosen());
    throw UsageError(fmt::format("{}{} tlsward {}{}--help", fault,
                                 fault.ends_with('?') ? " See" : "; see", path,
                                 path.empty() ? "" : " "));
  }
}

int CommandLine::run(int argc, const char* const* argv) {
  invocation_.now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  parse(argc, argv);
  const CLI::App& command = chosen();
  if (help_) return print_help(path_of(command));
  if (version_) return print_version();
  const auto action = actions_.find(&command);
  if (action != actions_.end()) return action->second();
  Words names;
  for (const CommandDescription& child : describe(command).commands)
    names.push_back(last_word(child.path));
  throw UsageError(
      fmt::format("{}: needs a command; one of {}", path_of(command), fmt::join(names, ", ")));
}

CommandDescription CommandLine::describe(const CLI::App& command) const {
  const std::string path = path_of(command);
  const CommandText& text = find_command_text(path);
  CommandDescription description{
      .path = path, .summary = std::string(text.summary), .examples = std::string(text.examples)};
  for (const CLI::Option* const option : command.get_options()) {
    auto& list = option->get_positional() ? description.arguments : description.options;
    list.push_back(describe(*option));
  }
  for (const CLI::App* const child : command.get_subcommands({}))
    description.commands.push_back(describe(*child));
  return description;
}

OptionDescription CommandLine::describe(const CLI::Option& option) const {
  OptionDescription description{.help = option.get_description()};
  for (const std::string& name : option.get_snames())
    description.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames())
    description.names.push_back("--" + name);
  if (option.get_expected_max() > 0) description.value = option.get_type_name();
  const auto choices = choices_.find(&option);
  if (choices != choices_.end()) description.choices = choices->second;
  return description;
}

int CommandLine::print_help(const std::string& path) const {
  const CommandDescription root = describe();
  const CommandDescription* const command = find_command(root, path);
  if (command == nullptr)
    throw UsageError(fmt::format("{}: unknown command; see tlsward --help", printable(path, 80)));
  print(help_text(root, *command));
  return 0;
}

int CommandLine::print_completion() const {
  const Shell shell = choice_ == "bash" ? Shell::bash : choice_ == "zsh" ? Shell::zsh : Shell::fish;
  print(completion_script(describe(), shell));
  return 0;
}

int CommandLine::print_version() const {
  print(invocation_.format == Format::json ? "{\"schema\":1,\"version\":\"" TLSWARD_VERSION "\"}\n"
                                           : "tlsward " TLSWARD_VERSION "\n");
  return 0;
}

int run_command_line(int argc, const char* const* argv) {
  return CommandLine().run(argc, argv);
}

CommandDescription describe_command_line() {
  return CommandLine().describe();
}

}  // namespace tlsward
