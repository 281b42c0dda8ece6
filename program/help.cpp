#include "program/help.h"

#include "analyzer/nearest.h"
#include "analyzer/wording.h"
#include "schema/printable.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tlsward {
namespace {

constexpr std::size_t kHelpColumn = 26;
constexpr std::size_t kWidth = 80;

std::string row(const std::string& head, const std::string& text) {
  const std::string indent(kHelpColumn, ' ');
  if (head.size() + 4 <= kHelpColumn)
    return wrap(text, fmt::format("  {:<{}}", head, kHelpColumn - 2), indent, kWidth);
  return fmt::format("  {}\n", head) + wrap(text, indent, indent, kWidth);
}

std::string with_choices(const OptionDescription& option) {
  if (option.choices.empty()) return option.help;
  return fmt::format("{} ({})", option.help, fmt::join(option.choices, ", "));
}

std::string option_row(const OptionDescription& option) {
  std::string head = fmt::format("{}", fmt::join(option.names, ", "));
  if (!option.value.empty()) head += (option.names.empty() ? "" : " ") + option.value;
  return row(head, with_choices(option));
}

std::string section(std::string_view title, const std::vector<OptionDescription>& options) {
  if (options.empty()) return {};
  std::string text = fmt::format("\n{}:\n", title);
  for (const OptionDescription& option : options)
    text += option_row(option);
  return text;
}

std::string indented(const std::string& text) {
  std::string lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);)
    lines += "  " + line + '\n';
  return lines;
}

std::string usage(const CommandDescription& command) {
  std::string text = "tlsward";
  if (!command.path.empty()) text += ' ' + command.path;
  if (!command.commands.empty()) text += " COMMAND";
  for (const OptionDescription& argument : command.arguments)
    text += ' ' + argument.value;
  return text + " [OPTION...]";
}

}  // namespace

std::string help_text(const CommandDescription& root, const CommandDescription& command) {
  std::string text = fmt::format("{}\n\nExamples:\n{}\nUsage: {}\n", command.summary,
                                 indented(command.examples), usage(command));
  if (!command.commands.empty()) text += "\nCommands:\n";
  for (const CommandDescription& child : command.commands)
    text += row(last_word(child.path), child.summary);
  if (&command == &root) text += "\nMore about one of them: tlsward help COMMAND\n";
  text += section("Arguments", command.arguments);
  if (&command != &root) text += section("Options", command.options);
  return text + section("With every command", root.options);
}

std::string unknown_word(const std::string& word, const CommandDescription& root,
                         const CommandDescription& command) {
  const bool option = word.starts_with('-');
  std::vector<std::string> known;
  if (option) {
    for (const CommandDescription* const one : {&command, &root})
      for (const OptionDescription& described : one->options)
        known.insert(known.end(), described.names.begin(), described.names.end());
  } else {
    for (const CommandDescription& child : command.commands)
      known.push_back(last_word(child.path));
  }
  const std::string_view what = option ? "option" : known.empty() ? "argument" : "command";
  return fmt::format("{}: unknown {}{}", printable(word, 80), what, did_you_mean(word, known));
}

}  // namespace tlsward
