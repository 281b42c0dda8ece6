// The commands for who may look: `user`.
#include "program/command_line.h"

namespace tlsward {

void CommandLine::add_password_options(CLI::App& command, PasswordFlags& flags) {
  CLI::Option* const file = command.add_option("--password-file", flags.file,
                                               "The password is this file's first line; - for "
                                               "standard input");
  file->type_name("FILE|-");
  command.add_flag("--generate", flags.generate, "Make a password, and print it once")
      ->excludes(file);
}

void CommandLine::add_user_commands() {
  add("user", [this] { return user_list_command(invocation_); });
  add("user list", [this] { return user_list_command(invocation_); });
  const auto add_name = [this](CLI::App& command) {
    command.add_option("NAME", user_name_, "The user's name, in any case of letters")
        ->type_name("NAME")
        ->required();
  };
  CLI::App& user =
      add("user add", [this] { return user_add_command(invocation_, user_name_, user_); });
  add_name(user);
  choose(user.add_option("--role", user_.role, "What they may; read-only if not given")
             ->type_name("ROLE"),
         {"admin", "owner", "read-only"}, Others::refused);
  add_repeatable(user, "--domain", user_.domains, "DOMAIN", "An owner's domain, with those below");
  user.add_option("--owner", user_.owner, "An owner's domains are those of this [[owner]]")
      ->type_name("NAME");
  add_password_options(user, user_.password);
  user.add_flag("--no-password", user_.no_password,
                "None: who has only tokens, or is logged in by a proxy")
      ->excludes(user.get_option("--password-file"), user.get_option("--generate"));

  CLI::App& passwd = add("user passwd", [this] {
    return user_passwd_command(invocation_, user_name_, user_.password);
  });
  add_name(passwd);
  add_password_options(passwd, user_.password);

  CLI::App& removal = add(
      "user delete", [this] { return user_delete_command(invocation_, user_name_, is_agreed_); });
  add_name(removal);
  removal.add_flag("--yes", is_agreed_, "Ask nothing; the last admin, too");

  CLI::App& token =
      add("user token", [this] { return user_token_command(invocation_, user_name_, token_); });
  add_name(token);
  CLI::Option* const list = token.add_flag("--list", token_.list, "Show the tokens that there are");
  CLI::Option* const revoke = take_whole_number(
      token.add_option("--revoke", token_.revoke, "End the token of this number"), "ID");
  revoke->excludes(list);
  token.add_option("--name", token_.name, "What it is for")->type_name("TEXT");
  choose(token.add_option("--scope", token_.scope, "What it may; read if not given")
             ->type_name("SCOPE"),
         {"read", "write"}, Others::refused);
  add_repeatable(token, "--domain", token_.domains, "DOMAIN", "Only this domain and below it");
  token
      .add_option("--expires", token_.expires, "It works so long: 90d, 12h; for ever if not given")
      ->type_name("TIME");
  for (const char* const option : {"--name", "--scope", "--domain", "--expires"})
    token.get_option(option)->excludes(list, revoke);
}

}  // namespace tlsward
