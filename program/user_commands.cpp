#include "program/user_commands.h"

#include "analyzer/nearest.h"
#include "program/exit_codes.h"
#include "program/own_domain.h"
#include "program/owners.h"
#include "program/terminal.h"
#include "schema/api_tokens.h"
#include "schema/printable.h"
#include "schema/text.h"
#include "web/password.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace tlsward {

namespace {

using nlohmann::ordered_json;

constexpr const char* kMakeAdmin = "tlsward user add NAME --role admin";

std::vector<std::string> names_of(const std::vector<Domain>& domains) {
  std::vector<std::string> names;
  for (const Domain& domain : domains)
    names.push_back(domain.text());
  return names;
}

ordered_json user_json(const User& user) {
  return {{"name", user.name},
          {"role", std::string(name(user.role))},
          {"domains", names_of(user.domains)},
          {"owner", text_or_null(user.owner)},
          {"password", !user.password_hash.empty()},
          {"created", format_datetime(user.created)}};
}

std::string require_user_name(const std::string& text) {
  if (is_user_name(text)) return text;
  throw UsageError(
      fmt::format("NAME: \"{}\" is no name of a user; write 1 to 64 letters, digits and . _ @ - "
                  "without accents",
                  printable(text, 80)));
}

// Of what the flags say; its password is still to come.
User user_of(const Config& config, const std::string& name, const UserFlags& flags) {
  User user{.name = require_user_name(name),
            .role = parse_role(flags.role).value(),  // cli.cpp takes no other word
            .owner = flags.owner};
  for (const std::string& domain : flags.domains)
    user.domains.push_back(require_own_domain(config, domain));
  if (!user.owner.empty()) require_owner(config, user.owner);
  const bool has_domains = !user.domains.empty() || !user.owner.empty();
  if (user.role == Role::owner && !has_domains)
    throw UsageError("--role owner: of which domains? add --domain DOMAIN, or --owner NAME");
  if (user.role != Role::owner && has_domains)
    throw UsageError(fmt::format(
        "--role {}: sees all domains; leave --domain and --owner out, or say --role owner",
        flags.role));
  return user;
}

std::string told_once(const ChosenPassword& password) {
  return fmt::format("Their password, which is shown this once:\n\n  {}\n", password.text);
}

// The answer of `user add` and `user passwd`.
void print_changed(const Invocation& invocation, const User& user, const ChosenPassword& password,
                   const std::string& sentence) {
  if (invocation.format != Format::json)
    return print(sentence + '\n' + (password.is_made ? told_once(password) : ""));
  ordered_json made;
  if (password.is_made) made = password.text;
  print(write_json({{"schema", 1}, {"user", user_json(user)}, {"made_password", made}}));
}

bool is_last_admin(const User& user, const std::vector<User>& all) {
  return user.role == Role::admin && std::ranges::count(all, Role::admin, &User::role) == 1;
}

std::string question_of(const User& user, std::size_t tokens) {
  return fmt::format("Delete {} (role {}{})? [y/N]", user.name, name(user.role),
                     tokens == 0 ? "" : fmt::format(", {} tokens stop working", tokens));
}

// Throws UsageError where --yes is missing; false: whoever was asked does not want it.
bool may_delete(const User& user, Store& store, bool yes) {
  if (yes) return true;
  if (is_last_admin(user, store.users().all()))
    throw UsageError(
        fmt::format("user {}: is the last admin; without one nobody can change anything by the "
                    "dashboard or the "
                    "API. First {}, or add --yes",
                    user.name, kMakeAdmin));
  if (!can_ask()) throw UsageError("user delete: there is no terminal to ask at; add --yes");
  const std::string answer = ask(question_of(user, store.api_tokens().of(user.name).size()));
  return answer == "y" || answer == "Y" || answer == "yes";
}

}  // namespace

User require_user(Store& store, const std::string& name) {
  if (auto user = store.users().find(name)) return *std::move(user);
  std::vector<std::string> names;
  for (const User& user : store.users().all())
    names.push_back(lower_case(user.name));  // by which they are found, too
  const std::string meant = did_you_mean(lower_case(name), names);
  const std::string next = names.empty() ? fmt::format("; nor any other: {}", kMakeAdmin)
                                         : "; tlsward user list tells who there is";
  throw std::runtime_error(
      fmt::format("user {}: there is none{}", printable(name, 80), meant.empty() ? next : meant));
}

int user_list_command(const Invocation& invocation) {
  const auto store = open_for_reading(load_config(invocation).config);
  auto rows = ordered_json::array();
  for (const User& user : store->users().all()) {
    rows.push_back(user_json(user));
    rows.back()["tokens"] = store->api_tokens().of(user.name).size();
  }
  const std::vector<Column> columns = {{.key = "name", .title = "NAME", .kind = ColumnKind::name},
                                       {.key = "role", .title = "ROLE"},
                                       {.key = "domains", .title = "DOMAINS"},
                                       {.key = "owner", .title = "OWNER"},
                                       {.key = "password", .title = "PASSWORD"},
                                       {.key = "tokens", .title = "TOKENS"},
                                       {.key = "created", .title = "CREATED"}};
  print(write_list("users", columns, rows, output_options(invocation)));
  return 0;
}

int user_add_command(const Invocation& invocation, const std::string& name,
                     const UserFlags& flags) {
  require_no_list_format(invocation, "user add");
  const Config config = load_config(invocation).config;
  User user = user_of(config, name, flags);
  user.created = invocation.now;
  const auto store = open_for_writing(config, Commits::each);
  const std::string there = fmt::format(
      "user {0}: is there already; tlsward user passwd {0} changes their password", name);
  if (store->users().find(name)) throw std::runtime_error(there);
  ChosenPassword password;
  if (!flags.no_password) {
    password = choose_password(flags.password, name);
    user.password_hash = hash_password(password.text);
  }
  bool added = false;
  store->transact([&] { added = store->users().add(user); });
  if (!added) throw std::runtime_error(there);
  print_changed(invocation, user, password,
                fmt::format("Added user {}, role {}{}.", user.name, tlsward::name(user.role),
                            flags.no_password ? ", who cannot log in with a password" : ""));
  return 0;
}

int user_passwd_command(const Invocation& invocation, const std::string& name,
                        const PasswordFlags& flags) {
  require_no_list_format(invocation, "user passwd");
  const Config config = load_config(invocation).config;
  open_for_reading(config).reset();  // a database that is not there is not made
  const auto store = open_for_writing(config, Commits::each);
  User user = require_user(*store, name);
  const ChosenPassword password = choose_password(flags, user.name);
  user.password_hash = hash_password(password.text);
  bool changed = false;
  store->transact(
      [&] { changed = store->users().set_password_hash(user.name, user.password_hash); });
  if (!changed) require_user(*store, name);  // deleted while the password was typed
  print_changed(invocation, user, password,
                fmt::format("User {} has a new password, and is logged out everywhere. Tokens go "
                            "on working: tlsward user token {} --list",
                            user.name, user.name));
  return 0;
}

int user_delete_command(const Invocation& invocation, const std::string& name, bool yes) {
  require_no_list_format(invocation, "user delete");
  const Config config = load_config(invocation).config;
  open_for_reading(config).reset();
  const auto store = open_for_writing(config, Commits::each);
  const User user = require_user(*store, name);
  if (!may_delete(user, *store, yes)) {
    fmt::print(stderr, "tlsward: user {}: stays, nothing is changed\n", user.name);
    return kFailed;
  }
  const bool no_admin_left = is_last_admin(user, store->users().all());
  const std::size_t tokens = store->api_tokens().of(user.name).size();
  store->transact([&] { store->users().remove(user.name); });
  if (invocation.format == Format::json) {
    print(write_json({{"schema", 1}, {"deleted", user.name}, {"tokens", tokens}}));
    return 0;
  }
  print(fmt::format("Deleted user {}: logged out everywhere, {} revoked.{}\n", user.name,
                    tokens == 1 ? "1 token" : fmt::format("{} tokens", tokens),
                    no_admin_left ? fmt::format(" No admin is left: {}", kMakeAdmin) : ""));
  return 0;
}

}  // namespace tlsward
