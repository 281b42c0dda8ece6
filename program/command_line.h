// The command line by CLI11: which commands and options there are (cli_commands.cpp,
// cli_policy_commands.cpp, cli_user_commands.cpp), and how one is found, run and described
// (cli.cpp). Nothing but these includes it.
#pragma once

#include "program/alert_commands.h"
#include "program/check_command.h"
#include "program/command_tree.h"
#include "program/commands.h"
#include "program/config_commands.h"
#include "program/demo_command.h"
#include "program/explain_command.h"
#include "program/generate_command.h"
#include "program/lint_command.h"
#include "program/owner_commands.h"
#include "program/policy_commands.h"
#include "program/poll_command.h"
#include "program/problem_commands.h"
#include "program/readiness_command.h"
#include "program/user_commands.h"

#include <CLI/CLI.hpp>

#include <functional>
#include <map>

namespace tlsward {

using Words = std::vector<std::string>;
using Action = std::function<int()>;

// Takes digits alone, so many that they fit 64 bits.
CLI::Option* take_whole_number(CLI::Option* option, const char* type);

enum class Others { refused, accepted };  // than the choices

// The commands with what they set and do. Flags that several commands share have one variable: only
// one command is run.
class CommandLine {
 public:
  CommandLine();
  int run(int argc, const char* const* argv);
  CommandDescription describe() const { return describe(app_); }

 private:
  CLI::App& add(const std::string& path, Action action = {});
  CLI::Option* choose(CLI::Option* option, Words choices, Others others);
  static void add_repeatable(CLI::App& command, const std::string& name, Words& values,
                             const char* type, const std::string& help);
  void add_limit(CLI::App& command);
  void add_language(CLI::App& command, std::string& code);
  void add_filters(CLI::App& command);
  void add_uncounted(CLI::App& command);
  static void add_password_options(CLI::App& command, PasswordFlags& flags);
  void add_global_options();
  static void refuse_empty_values(CLI::App& command);
  void add_report_commands();
  void add_explain_command();
  void add_lint_command();
  void add_check_command();
  void add_readiness_command();
  void add_generate_commands();
  void add_problem_commands();
  void add_alert_commands();
  void add_owner_commands();
  void add_policy_commands();
  void add_user_commands();
  void add_quarantine_commands();
  void add_config_commands();
  void add_other_commands();

  void parse(int argc, const char* const* argv);
  CLI::App& chosen();
  std::string path_of(const CLI::App& command) const;
  CommandDescription describe(const CLI::App& command) const;
  OptionDescription describe(const CLI::Option& option) const;
  int print_help(const std::string& path) const;
  int print_completion() const;
  int print_version() const;

  CLI::App app_;
  Words services_;
  std::map<const CLI::App*, Action> actions_;
  std::map<const CLI::Option*, Words> choices_;
  bool help_ = false;
  bool version_ = false;

  Invocation invocation_;
  FilterFlags filters_;
  DigestFlags digest_;
  TopFlags top_;
  DemoFlags demo_;
  ExplainFlags explain_;
  LintFlags lint_;
  CheckFlags check_;
  ReadinessFlags readiness_;
  GenerateFlags generate_;
  PollFlags poll_;
  MuteFlags mute_;
  AlertFlags alerts_;
  ResubscribeFlags resubscribe_;
  std::string policy_domain_;
  PolicyFlags policy_;
  PublishFlags publish_;
  PolicyShowFlags policy_show_;
  std::string policy_language_ = "en";
  std::string user_name_;
  UserFlags user_;
  TokenFlags token_;
  ConfigInitFlags init_;
  Words paths_;
  Words help_words_;
  std::string text_;    // what search looks for
  std::string choice_;  // a shell
  std::string reason_;
  std::int64_t id_ = 0;
  std::string problem_;
  bool all_ = false;
  bool origin_ = false;
  bool is_agreed_ = false;  // --yes
};

}  // namespace tlsward
