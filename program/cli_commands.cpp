#include "analyzer/days.h"
#include "analyzer/nearest.h"
#include "program/command_line.h"
#include "program/help.h"
#include "program/import_command.h"
#include "program/own_command.h"
#include "program/serve.h"
#include "schema/printable.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace tlsward {
namespace {

constexpr std::size_t kMostDigits = 18;  // any such number fits 64 bits

}  // namespace

CLI::Option* take_whole_number(CLI::Option* option, const char* type) {
  return option->type_name(type)->check([](const std::string& word) -> std::string {
    const bool digits = !word.empty() && word.find_first_not_of("0123456789") == std::string::npos;
    return digits && word.size() <= kMostDigits ? "" : printable(word, 80) + " is no whole number";
  });
}

CommandLine::CommandLine() {
  app_.description(std::string(find_command_text("").summary));
  app_.set_help_flag();
  app_.require_subcommand(0, 1);
  add_global_options();
  add_report_commands();
  add_explain_command();
  add_lint_command();
  add_check_command();
  add_readiness_command();
  add_generate_commands();
  add_problem_commands();
  add_alert_commands();
  add_owner_commands();
  add_policy_commands();
  add_user_commands();
  add_quarantine_commands();
  add_config_commands();
  add_other_commands();
  refuse_empty_values(app_);
  actions_[&app_] = [this] { return status_command(invocation_); };
}

// `path` names the command with those above it, which were added before.
CLI::App& CommandLine::add(const std::string& path, Action action) {
  CLI::App* parent = &app_;
  const auto blank = path.find(' ');
  if (blank != std::string::npos) parent = app_.get_subcommand(path.substr(0, blank));
  CLI::App* const command =
      parent->add_subcommand(last_word(path), std::string(find_command_text(path).summary));
  command->fallthrough();  // global options may stand after the command
  command->require_subcommand(0, 1);
  if (action) actions_[command] = std::move(action);
  return *command;
}

CLI::Option* CommandLine::choose(CLI::Option* option, Words choices, Others others) {
  choices_[option] = choices;
  if (others == Others::accepted) return option;
  return option->check([choices = std::move(choices)](const std::string& word) -> std::string {
    if (std::find(choices.begin(), choices.end(), word) != choices.end()) return {};
    return fmt::format("{} is none of {}{}", printable(word, 80), fmt::join(choices, ", "),
                       did_you_mean(word, choices));
  });
}

void CommandLine::add_global_options() {
  app_.add_option("--config", invocation_.config_file, "The configuration file")->type_name("FILE");
  app_.add_option("--db", invocation_.database, "The database file")->type_name("FILE");
  const auto add_format = [this](const std::string& flag, Format format, const std::string& help) {
    return app_.add_flag_callback(
        flag, [this, format] { invocation_.format = format; }, help);
  };
  CLI::Option* const json = add_format("--json", Format::json, "One JSON object, \"schema\": 1");
  CLI::Option* const ndjson =
      add_format("--ndjson", Format::ndjson, "Of a list: one JSON object a line");
  CLI::Option* const csv = add_format("--csv", Format::csv, "Of a list: CSV");
  json->excludes(ndjson, csv);
  ndjson->excludes(csv);
  app_.add_flag("--no-color", invocation_.no_color, "No colours, as NO_COLOR in the environment");
  app_.add_flag("-h,--help", help_, "This help, or that of the command");
  app_.add_flag("--version", version_, "The version");
}

void CommandLine::add_repeatable(CLI::App& command, const std::string& name, Words& values,
                                 const char* type, const std::string& help) {
  command.add_option(name, values, help + "; repeatable")->type_name(type)->expected(1)->take_all();
}

void CommandLine::add_limit(CLI::App& command) {
  take_whole_number(
      command.add_option("--limit", filters_.limit, "At most so many; 0, the default, is all"),
      "NUMBER");
}

void CommandLine::add_language(CLI::App& command, std::string& code) {
  choose(command.add_option("--lang", code, "In this language")->type_name("LANG"),
         language_codes(), Others::refused);
}

void CommandLine::add_filters(CLI::App& command) {
  add_repeatable(command, "--domain", filters_.domains, "DOMAIN", "Of this domain or below it");
  command.add_option("--reporter", filters_.reporter, "Whose name holds this text")
      ->type_name("TEXT");
  choose(
      command.add_option("--type", filters_.type, "With failures of this type")->type_name("TYPE"),
      result_type_names(), Others::accepted);
  choose(command.add_option("--policy-type", filters_.policy_type, "With this kind of policy")
             ->type_name("TYPE"),
         {"sts", "tlsa", "no-policy-found"}, Others::accepted);
  command.add_option("--mx", filters_.mx, "With failures at this MX or below it")
      ->type_name("HOST");
  command.add_option("--ip", filters_.ip, "With failures from or at this address")
      ->type_name("ADDRESS");
  command.add_option("--day", filters_.day, fmt::format("Of this day: {}", kDayForms))
      ->type_name("DAY");
  command.add_option("--since", filters_.since, "From this day on")->type_name("DAY");
  command.add_option("--until", filters_.until, "Up to this day")->type_name("DAY");
  command.add_flag("--failed", filters_.failed, "Only with failures");
  add_limit(command);
}

void CommandLine::add_uncounted(CLI::App& command) {
  command.add_flag("--uncounted", filters_.uncounted,
                   "Only what does not count: not believed enough, or contradicted");
  Words trusts;
  for (const Trust trust : kTrusts)
    trusts.emplace_back(name(trust));
  choose(command.add_option("--trust", filters_.trust, "Only what is believed so far")
             ->type_name("TRUST"),
         trusts, Others::refused);
}

void CommandLine::add_report_commands() {
  add("status", [this] { return status_command(invocation_); });

  CLI::App& digest = add("digest", [this] { return digest_command(invocation_, digest_); });
  digest.add_option("--day", digest_.day, fmt::format("The UTC day: {}", kOneDayForms))
      ->type_name("DAY");
  add_repeatable(digest, "--domain", digest_.domains, "DOMAIN", "Only this domain and below it");
  choose(digest.add_option("--format", digest_.format, "How it is printed")->type_name("FORMAT"),
         {"text", "html", "eml", "json"}, Others::refused);
  add_language(digest, digest_.language);
  digest.add_option("--owner", digest_.owner, "That of this [[owner]], in their language")
      ->type_name("NAME");
  CLI::Option* const due =
      digest.add_flag("--due", digest_.due, "Whose digest is due, with --send all that waits too");
  CLI::Option* const send =
      digest.add_flag("--send", digest_.send, "Send it by mail instead of printing it");
  add_repeatable(digest, "--to", digest_.to, "ADDRESS", "To this address instead of the owner's");
  digest.get_option("--to")->needs(send)->excludes(due);

  CLI::App& import = add("import", [this] { return import_command(invocation_, paths_); });
  import
      .add_option("PATH", paths_,
                  "Files, folders, mailboxes, patterns such as *.json.gz, or - for standard input")
      ->type_name("PATH...")
      ->required();

  CLI::App& poll = add("poll", [this] { return poll_command(invocation_, poll_); });
  poll.add_flag("--once", poll_.once, "Read what is there, and end");
  add_repeatable(poll, "--mailbox", poll_.mailboxes, "NAME", "Only this [[mailbox]]");
  poll.add_flag("--dry-run", poll_.dry_run, "Only log in and count what is new");

  CLI::App& daemon = add("serve", [this] {
    return serve(load_config(invocation_).config, services_, own_command(invocation_));
  });
  add_repeatable(daemon, "--only", services_, "SERVICE",
                 "Only this: reports, mail, dashboard, digest, looks");
  choose(daemon.get_option("--only"), kServices, Others::refused);
  CLI::App& list = add("list", [this] { return list_command(invocation_, filters_); });
  add_uncounted(list);
  add_filters(list);

  CLI::App& show = add("show", [this] { return show_command(invocation_, id_); });
  take_whole_number(show.add_option("ID", id_, "The report's number in `tlsward list`"), "ID")
      ->required();

  CLI::App& search = add("search", [this] { return search_command(invocation_, filters_, text_); });
  search.add_option("TEXT", text_, "What to look for")->type_name("TEXT")->required();
  add_uncounted(search);
  add_filters(search);

  CLI::App& top = add("top", [this] { return top_command(invocation_, filters_, top_); });
  choose(top.add_option("WHAT", top_.ranking, "What to rank")->type_name("WHAT")->required(),
         ranking_names(), Others::refused);
  top.add_flag("--deviations", top_.deviations,
               "Of reporters: what they do otherwise than RFC 8460");
  add_filters(top);
}

void CommandLine::add_explain_command() {
  CLI::App& explain = add("explain", [this] { return explain_command(invocation_, explain_); });
  choose(
      explain
          .add_option("SUBJECT", explain_.subject,
                      "A type, a cause, a code, a pasted message, a file, or - for standard input")
          ->type_name("TYPE|CODE|MESSAGE|FILE|-")
          ->required(),
      explained_names(), Others::accepted);
  explain.add_option("--domain", explain_.domain, "Look at this domain, too")->type_name("DOMAIN");
  add_language(explain, explain_.language);
  CLI::Option* const plain =
      explain.add_flag("--plain", explain_.plain, "What happened and what to do, without commands");
  explain.add_flag("--technical", explain_.technical, "With the steps for each kind of server")
      ->excludes(plain);
}

void CommandLine::add_lint_command() {
  CLI::App& lint = add("lint", [this] { return lint_command(invocation_, lint_); });
  lint.add_option("FILE", lint_.file, "A file with the record or policy, or - for standard input")
      ->type_name("FILE|-")
      ->required();
  choose(lint.add_option("--as", lint_.kind, "What it is meant to be")->type_name("KIND"),
         text_kinds(), Others::refused);
  add_language(lint, lint_.language);
}

void CommandLine::add_check_command() {
  CLI::App& check = add("check", [this] { return check_command(invocation_, check_); });
  check.add_option("DOMAIN", check_.domains, "The domains to look at")->type_name("DOMAIN...");
  check.add_option("--file", check_.file, "Those of a list too, one a line, - for standard input")
      ->type_name("LIST|-");
  check.add_flag("--configured", check_.configured, "Those of the configuration too");
  add_repeatable(check, "--only", check_.only, "GROUP", "Only this: tlsrpt, mta-sts, mx, dane");
  choose(check.get_option("--only")->allow_extra_args(false), check_group_names(), Others::refused);
  check.add_flag("--all", check_.all, "With what is only worth knowing, and what was seen");
  check.add_flag("--quiet", check_.quiet,
                 "Print nothing: only keep the looks, and tell by the exit code");
  check.add_flag("--nagios", check_.nagios, "One line and exit codes for monitoring");
  add_language(check, check_.language);
}

void CommandLine::add_readiness_command() {
  CLI::App& readiness =
      add("readiness", [this] { return readiness_command(invocation_, readiness_); });
  readiness.add_option("DOMAIN", readiness_.domain, "Whose policy it is")
      ->type_name("DOMAIN")
      ->required();
  add_language(readiness, readiness_.language);
}

void CommandLine::add_problem_commands() {
  add("problems", [this] { return problems_list_command(invocation_, filters_, all_); });
  CLI::App& list =
      add("problems list", [this] { return problems_list_command(invocation_, filters_, all_); });
  list.add_flag("--all", all_, "Also those that are resolved");
  add_filters(list);
  const auto add_problem = [this](const std::string& path, Action action) -> CLI::App& {
    CLI::App& command = add(path, std::move(action));
    command.add_option("ID", problem_, "Its name in `tlsward problems`")
        ->type_name("ID")
        ->required();
    return command;
  };
  add_problem("problems show", [this] { return problems_show_command(invocation_, problem_); });
  CLI::App& mute = add_problem(
      "problems mute", [this] { return problems_mute_command(invocation_, problem_, mute_); });
  mute.add_option("--until", mute_.until, fmt::format("The last day: {}", kDayAheadForms))
      ->type_name("DAY")
      ->required();
  mute.add_option("--reason", mute_.reason, "Why, for those who read it later")
      ->type_name("TEXT")
      ->required();
  add_problem("problems unmute", [this] { return problems_unmute_command(invocation_, problem_); });
  add_problem("problems resolve",
              [this] { return problems_resolve_command(invocation_, problem_); });
}

void CommandLine::add_alert_commands() {
  const auto add_flags = [this](CLI::App& command) {
    command.add_option("--owner", alerts_.owner, "Only of this [[owner]]")->type_name("NAME");
  };
  add("alerts", [this] { return alerts_list_command(invocation_, alerts_); });
  CLI::App& list = add("alerts list", [this] { return alerts_list_command(invocation_, alerts_); });
  list.add_flag("--all", alerts_.all, "Also those that are over, of 30 days");
  add_flags(list);
  add_flags(add("alerts test", [this] { return alerts_test_command(invocation_, alerts_); }));
}

void CommandLine::add_owner_commands() {
  add("owners", [this] { return owners_list_command(invocation_); });
  add("owners list", [this] { return owners_list_command(invocation_); });
  CLI::App& resubscribe = add("owners resubscribe", [this] {
    return owners_resubscribe_command(invocation_, resubscribe_);
  });
  resubscribe.add_option("ADDRESS", resubscribe_.address, "Who gets mails again")
      ->type_name("ADDRESS")
      ->required();
  resubscribe.add_option("--owner", resubscribe_.owner, "Only those of this [[owner]]")
      ->type_name("NAME");
}

void CommandLine::add_quarantine_commands() {
  add("quarantine");
  CLI::App& list = add("quarantine list", [this] {
    return quarantine_list_command(invocation_, reason_, filters_.limit);
  });
  choose(list.add_option("--reason", reason_, "Only for this reason")->type_name("REASON"),
         quarantine_reasons(), Others::refused);
  add_limit(list);
  const auto add_id = [this](CLI::App& command) {
    take_whole_number(command.add_option("ID", id_, "Its number in `tlsward quarantine list`"),
                      "ID")
        ->required();
  };
  add_id(add("quarantine show", [this] { return quarantine_show_command(invocation_, id_); }));
  add_id(
      add("quarantine release", [this] { return quarantine_release_command(invocation_, id_); }));
}

void CommandLine::add_config_commands() {
  add("config");
  add("config check", [this] { return config_check_command(invocation_); });
  CLI::App& show = add("config show", [this] { return config_show_command(invocation_, origin_); });
  show.add_flag("--origin", origin_, "Also where each value comes from");
  CLI::App& init = add("config init", [this] { return config_init_command(invocation_, init_); });
  add_repeatable(init, "--domain", init_.domains, "DOMAIN", "A domain whose reports to take");
  init.add_option("--hostname", init_.hostname, "The host to which reports are posted")
      ->type_name("HOST");
  init.add_option("--output", init_.output, "The file to write; - for standard output")
      ->type_name("FILE");
  init.add_flag("--yes", init_.yes, "Ask nothing");
}

void CommandLine::add_other_commands() {
  CLI::App& demo = add("demo", [this] { return demo_command(invocation_, demo_); });
  demo.add_option("--listen", demo_.listen, "Where the pages are")->type_name("HOST:PORT");
  demo.add_flag("--once", demo_.once, "Only the digest, no pages");
  take_whole_number(demo.add_option("--seed", demo_.seed, "Other figures"), "NUMBER");

  CLI::App& completion = add("completion", [this] { return print_completion(); });
  choose(completion.add_option("SHELL", choice_, "The shell")->type_name("SHELL")->required(),
         {"bash", "zsh", "fish"}, Others::refused);
  add("version", [this] { return print_version(); });
  CLI::App& help =
      add("help", [this] { return print_help(fmt::format("{}", fmt::join(help_words_, " "))); });
  help.add_option("COMMAND", help_words_, "The command")->type_name("COMMAND...");
}

// An empty value is a variable of a script that was not set: it must not mean "all".
void CommandLine::refuse_empty_values(CLI::App& command) {
  for (CLI::Option* const option : command.get_options())
    if (option->get_expected_max() > 0)
      option->check([](const std::string& word) {
        return word.empty() ? std::string("is empty; give it a value or leave it out") : "";
      });
  for (CLI::App* const child : command.get_subcommands({}))
    refuse_empty_values(*child);
}

}  // namespace tlsward
