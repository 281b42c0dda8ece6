// The commands for what a domain publishes: `generate` and `policy`.
#include "program/command_line.h"

namespace tlsward {

void CommandLine::add_generate_commands() {
  add("generate");
  const auto add_kind = [this](const std::string& path, Action action) -> CLI::App& {
    CLI::App& command = add(path, std::move(action));
    command.add_option("DOMAIN", generate_.domain, "Whose it is")->type_name("DOMAIN")->required();
    return command;
  };
  CLI::App& tlsrpt = add_kind("generate tlsrpt",
                              [this] { return generate_tlsrpt_command(invocation_, generate_); });
  add_repeatable(tlsrpt, "--rua", generate_.rua, "URI", "Where reports go, mailto: or https:");
  tlsrpt.get_option("--rua")->required();
  add_language(tlsrpt, generate_.language);

  CLI::App& mta_sts = add_kind("generate mta-sts",
                               [this] { return generate_mta_sts_command(invocation_, generate_); });
  add_repeatable(mta_sts, "--mx", generate_.mx, "HOST",
                 "A mail server, or *.example.org; those of DNS if not given");
  mta_sts.add_flag("--exact", generate_.exact,
                   "The hosts of DNS as they are, also those that a provider may move");
  choose(mta_sts.add_option("--mode", generate_.mode, "What senders do; testing if not given")
             ->type_name("MODE"),
         {"testing", "enforce", "none"}, Others::refused);
  take_whole_number(mta_sts.add_option("--max-age", generate_.max_age,
                                       "How long it is valid; 604800, a week, if not given"),
                    "SECONDS");
  add_language(mta_sts, generate_.language);
}

void CommandLine::add_policy_commands() {
  add("policy", [this] { return policy_list_command(invocation_); });
  add("policy list", [this] { return policy_list_command(invocation_); });
  const auto add_domain = [this](CLI::App& command) {
    command.add_option("DOMAIN", policy_domain_, "The domain whose mail it is about")
        ->type_name("DOMAIN")
        ->required();
  };
  CLI::App& show = add("policy show", [this] {
    return policy_show_command(invocation_, policy_domain_, policy_show_);
  });
  add_domain(show);
  show.add_flag("--offline", policy_show_.offline, "Only what the database knows, without a look");
  add_language(show, policy_show_.language);
  add_domain(add("policy history",
                 [this] { return policy_history_command(invocation_, policy_domain_); }));
  CLI::App& set = add("policy set",
                      [this] { return policy_set_command(invocation_, policy_domain_, policy_); });
  add_domain(set);
  choose(set.add_option("--mode", policy_.mode, "What senders do without TLS")->type_name("MODE"),
         {"none", "testing", "enforce"}, Others::refused);
  add_repeatable(set, "--mx", policy_.mx, "HOST", "A mail server, or *.example.org");
  set.add_flag("--mx-from-dns", policy_.mx_from_dns, "The mail servers that DNS has now")
      ->excludes(set.get_option("--mx"));
  set.add_option("--max-age", policy_.max_age, "How many seconds senders keep it")
      ->type_name("SECONDS");
  add_language(set, policy_.language);
  CLI::App& publish = add("policy publish", [this] {
    return policy_publish_command(invocation_, policy_domain_, publish_);
  });
  add_domain(publish);
  CLI::Option* const testing_now = publish.add_flag("--testing-now", publish_.testing_now,
                                                    "What is served, in mode testing, at once");
  publish
      .add_option("--draft", publish_.draft,
                  "Only if the draft is still the one of this draft_id (policy show --json)")
      ->type_name("ID")
      ->excludes(testing_now);
  CLI::Option* const unverified = publish.add_flag("--unverified", publish_.unverified,
                                                   "Give the id without a look from outside");
  take_whole_number(publish.add_option("--wait", publish_.wait,
                                       "How long to look until senders get it; 45 if not given"),
                    "SECONDS")
      ->excludes(unverified);
  add_language(publish, publish_.language);
  CLI::App& retire = add("policy retire", [this] {
    return policy_retire_command(invocation_, policy_domain_, policy_language_);
  });
  add_domain(retire);
  add_language(retire, policy_language_);
}

}  // namespace tlsward
