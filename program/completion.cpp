#include "program/completion.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>

namespace tlsward {
namespace {

using Words = std::vector<std::string>;
using Visit = std::function<void(const CommandDescription&)>;

void for_each_command(const CommandDescription& command, const Visit& visit) {
  visit(command);
  for (const CommandDescription& child : command.commands)
    for_each_command(child, visit);
}

void append_names(Words& words, const std::vector<OptionDescription>& options) {
  for (const OptionDescription& option : options)
    words.insert(words.end(), option.names.begin(), option.names.end());
}

// What may stand next: commands, the argument's choices, options.
Words next_words(const CommandDescription& root, const CommandDescription& command) {
  Words words;
  for (const CommandDescription& child : command.commands)
    words.push_back(last_word(child.path));
  for (const OptionDescription& argument : command.arguments)
    words.insert(words.end(), argument.choices.begin(), argument.choices.end());
  if (&command != &root) append_names(words, command.options);
  append_names(words, root.options);
  return words;
}

// Shell code that follows the words typed into $path, and sets $words to what may come next; bash
// and zsh share it.
std::string shell_cases(const CommandDescription& root) {
  Words paths;
  std::string values;
  std::string commands;
  for_each_command(root, [&](const CommandDescription& command) {
    if (!command.path.empty()) paths.push_back(fmt::format("' {}'", command.path));
    for (const OptionDescription& option : command.options)
      if (!option.choices.empty())
        values += fmt::format("    ' {}:{}') words='{}' ;;\n", command.path, option.names.front(),
                              fmt::join(option.choices, " "));
    const std::string path = command.path.empty() ? "" : " " + command.path;
    commands +=
        fmt::format("    '{}:'*) words='{}' ;;\n", path, fmt::join(next_words(root, command), " "));
  });
  return fmt::format(
      "  for word in $typed; do\n"
      "    case \"$path $word\" in\n"
      "    {}) path=\"$path $word\" ;;\n"
      "    esac\n"
      "  done\n"
      "  case \"$path:$previous\" in\n{}{}"
      "  esac\n",
      fmt::join(paths, " | "), values, commands);
}

std::string bash_script(const CommandDescription& root) {
  return fmt::format(
      "# bash completion of tlsward, made by: tlsward completion bash\n"
      "_tlsward() {{\n"
      "  local word words='' path='' typed=\"${{COMP_WORDS[*]:1:COMP_CWORD-1}}\"\n"
      "  local current=\"${{COMP_WORDS[COMP_CWORD]}}\" previous=\"${{COMP_WORDS[COMP_CWORD-1]}}\"\n"
      "{}"
      "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
      "}}\n"
      "complete -o default -F _tlsward tlsward\n",
      shell_cases(root));
}

std::string zsh_script(const CommandDescription& root) {
  return fmt::format(
      "#compdef tlsward\n"
      "# zsh completion of tlsward, made by: tlsward completion zsh\n"
      "_tlsward() {{\n"
      "  setopt local_options sh_word_split\n"
      "  local word path='' typed=\"${{words[2,CURRENT-1]}}\" previous=\"${{words[CURRENT-1]}}\"\n"
      "  local words=''\n"
      "{}"
      "  compadd -- $words\n"
      "  _files\n"
      "}}\n"
      "compdef _tlsward tlsward\n",
      shell_cases(root));
}

std::string escaped_for_fish(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '\'' || c == '\\') result += '\\';
    result += c;
  }
  return result;
}

std::string fish_option(const std::string& condition, const OptionDescription& option) {
  std::string line = fmt::format("complete -c tlsward -n '{}'", condition);
  for (const std::string& name : option.names)
    line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  if (!option.value.empty()) line += " -r";
  if (!option.choices.empty()) line += fmt::format(" -f -a '{}'", fmt::join(option.choices, " "));
  return fmt::format("{} -d '{}'\n", line, escaped_for_fish(option.help));
}

// Whether the words typed so far name this command.
std::string fish_condition(const CommandDescription& command) {
  if (command.path.empty()) return "__fish_use_subcommand";
  std::string condition;
  for (std::size_t begin = 0; begin < command.path.size();) {
    const std::size_t end = std::min(command.path.find(' ', begin), command.path.size());
    if (begin > 0) condition += "; and ";
    condition += "__fish_seen_subcommand_from " + command.path.substr(begin, end - begin);
    begin = end + 1;
  }
  return condition;
}

std::string fish_script(const CommandDescription& root) {
  std::string text = "# fish completion of tlsward, made by: tlsward completion fish\n";
  for_each_command(root, [&](const CommandDescription& command) {
    const std::string condition = fish_condition(command);
    for (const CommandDescription& child : command.commands)
      text += fmt::format("complete -c tlsward -n '{}' -f -a {} -d '{}'\n", condition,
                          last_word(child.path), escaped_for_fish(child.summary));
    for (const OptionDescription& argument : command.arguments)
      if (!argument.choices.empty())
        text += fmt::format("complete -c tlsward -n '{}' -f -a '{}'\n", condition,
                            fmt::join(argument.choices, " "));
    const bool everywhere = command.path.empty();
    for (const OptionDescription& option : command.options)
      text += fish_option(everywhere ? "true" : condition, option);
  });
  return text;
}

}  // namespace

std::string completion_script(const CommandDescription& root, Shell shell) {
  switch (shell) {
    case Shell::bash:
      return bash_script(root);
    case Shell::zsh:
      return zsh_script(root);
    case Shell::fish:
      return fish_script(root);
  }
  return {};
}

}  // namespace tlsward
