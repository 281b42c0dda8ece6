#include "program/completion.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <set>

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

// The commands as a shell's case has them.
std::string quoted_paths(const CommandDescription& root, std::string_view separator) {
  Words paths;
  for_each_command(root, [&](const CommandDescription& command) {
    if (!command.path.empty()) paths.push_back(fmt::format("'{}'", command.path));
  });
  return fmt::format("{}", fmt::join(paths, separator));
}

// Options whose value nobody can guess.
std::set<std::string> options_of_any_value(const CommandDescription& root) {
  std::set<std::string> names;
  for_each_command(root, [&](const CommandDescription& command) {
    for (const OptionDescription& option : command.options)
      if (!option.value.empty() && option.choices.empty())
        names.insert("*:" + option.names.front());
  });
  return names;
}

// Shell code that follows the words in $typed, and sets $next to what may come after $previous;
// bash and zsh share it.
std::string shell_cases(const CommandDescription& root) {
  std::string values;
  std::string commands;
  for_each_command(root, [&](const CommandDescription& command) {
    for (const OptionDescription& option : command.options)
      if (!option.choices.empty())
        values += fmt::format("    '{}:{}') next='{}' ;;\n", command.path, option.names.front(),
                              fmt::join(option.choices, " "));
    commands += fmt::format("    '{}:'*) next='{}' ;;\n", command.path,
                            fmt::join(next_words(root, command), " "));
  });
  return fmt::format(
      "  for word in $typed; do\n"
      "    case \"${{at:+$at }}$word\" in\n"
      "    {}) at=\"${{at:+$at }}$word\" ;;\n"
      "    esac\n"
      "  done\n"
      "  case \"$at:$previous\" in\n{}"
      "    {}) next='' ;;\n{}"
      "  esac\n",
      quoted_paths(root, " | "), values, fmt::join(options_of_any_value(root), " | "), commands);
}

// bash takes "--type=tlsa" for three words.
std::string bash_script(const CommandDescription& root) {
  return fmt::format(
      "# bash completion of tlsward, made by: tlsward completion bash\n"
      "_tlsward() {{\n"
      "  local word next='' at='' typed=\"${{COMP_WORDS[*]:1:COMP_CWORD-1}}\"\n"
      "  local current=\"${{COMP_WORDS[COMP_CWORD]}}\" previous=\"${{COMP_WORDS[COMP_CWORD-1]}}\"\n"
      "  if [ \"$previous\" = = ]; then previous=\"${{COMP_WORDS[COMP_CWORD-2]}}\"; fi\n"
      "  if [ \"$current\" = = ]; then current=''; fi\n"
      "{}"
      "  mapfile -t COMPREPLY < <(compgen -W \"$next\" -- \"$current\")\n"
      "}}\n"
      "complete -o default -F _tlsward tlsward\n",
      shell_cases(root));
}

// The last line lets the script be sourced as well as loaded from a folder of $fpath.
std::string zsh_script(const CommandDescription& root) {
  return fmt::format(
      "#compdef tlsward\n"
      "# zsh completion of tlsward, made by: tlsward completion zsh\n"
      "_tlsward() {{\n"
      "  local word next='' at='' previous=\"${{words[CURRENT-1]}}\"\n"
      "  local -a typed=(\"${{(@)words[2,CURRENT-1]}}\")\n"
      "  if [[ $PREFIX == --*=* ]]; then previous=\"${{PREFIX%%=*}}\"; compset -P '*='; fi\n"
      "{}"
      "  compadd -- ${{=next}} || _files\n"
      "}}\n"
      "if [ \"${{funcstack[1]}}\" = _tlsward ]; then _tlsward \"$@\"; else compdef _tlsward "
      "tlsward; fi\n",
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
  std::string line = fmt::format("complete -c tlsward{}", condition);
  for (const std::string& name : option.names)
    line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  if (!option.value.empty()) line += option.value == "FILE" ? " -r" : " -x";
  if (!option.choices.empty()) line += fmt::format(" -a '{}'", fmt::join(option.choices, " "));
  return fmt::format("{} -d '{}'\n", line, escaped_for_fish(option.help));
}

// Tells whether the words typed so far name the command of its arguments.
std::string fish_function(const CommandDescription& root) {
  return fmt::format(
      "function __tlsward_at\n"
      "  set -l at ''\n"
      "  for word in (commandline -opc)[2..-1]\n"
      "    switch (string trim \"$at $word\")\n"
      "    case {}\n"
      "      set at (string trim \"$at $word\")\n"
      "    end\n"
      "  end\n"
      "  test \"$at\" = \"$argv\"\n"
      "end\n",
      quoted_paths(root, " "));
}

std::string fish_script(const CommandDescription& root) {
  std::string text =
      "# fish completion of tlsward, made by: tlsward completion fish\n" + fish_function(root);
  for_each_command(root, [&](const CommandDescription& command) {
    const std::string condition = fmt::format(" -n '__tlsward_at {}'", command.path);
    for (const CommandDescription& child : command.commands)
      text += fmt::format("complete -c tlsward{} -f -a {} -d '{}'\n", condition,
                          last_word(child.path), escaped_for_fish(child.summary));
    for (const OptionDescription& argument : command.arguments)
      if (!argument.choices.empty())
        text += fmt::format("complete -c tlsward{} -f -a '{}'\n", condition,
                            fmt::join(argument.choices, " "));
    const bool everywhere = command.path.empty();
    for (const OptionDescription& option : command.options)
      text += fish_option(everywhere ? "" : condition, option);
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
