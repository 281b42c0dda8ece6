// `tlsward user token`: with what programs ask the API as a user.
#include "program/own_domain.h"
#include "program/owners.h"
#include "program/setting_text.h"
#include "program/user_commands.h"
#include "schema/api_tokens.h"
#include "schema/printable.h"
#include "web/random_secret.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace tlsward {

namespace {

using nlohmann::ordered_json;

constexpr std::size_t kLongestName = 80;

std::string domains_in_words(const std::vector<Domain>& domains) {
  std::vector<std::string> names;
  for (const Domain& domain : domains)
    names.push_back(domain.text());
  return fmt::format("{}", fmt::join(names, ", "));
}

ordered_json time_or_null(const std::optional<Timestamp>& time) {
  return time ? ordered_json(format_datetime(*time)) : ordered_json();
}

ordered_json token_json(const ApiToken& token) {
  auto domains = ordered_json::array();
  for (const Domain& domain : token.domains)
    domains.push_back(domain.text());
  return {{"id", token.id},
          {"name", token.name},
          {"scope", std::string(name(token.scope))},
          {"domains", std::move(domains)},
          {"created", format_datetime(token.created)},
          {"last_used", time_or_null(token.last_used)},
          {"expires", time_or_null(token.expires)}};
}

int list_tokens(const Invocation& invocation, const User& user,
                const std::vector<ApiToken>& tokens) {
  auto rows = ordered_json::array();
  for (const ApiToken& token : tokens)
    rows.push_back(token_json(token));
  const std::vector<Column> columns = {{.key = "id", .title = "ID", .kind = ColumnKind::number},
                                       {.key = "name", .title = "NAME"},
                                       {.key = "scope", .title = "SCOPE"},
                                       {.key = "domains", .title = "DOMAINS"},
                                       {.key = "created", .title = "CREATED"},
                                       {.key = "last_used", .title = "LAST USED"},
                                       {.key = "expires", .title = "EXPIRES"}};
  print(write_list("tokens", columns, rows, output_options(invocation), {{"user", user.name}}));
  return 0;
}

int revoke_token(const Invocation& invocation, Store& store, const User& user, std::int64_t id) {
  const std::vector<ApiToken> tokens = store.api_tokens().of(user.name);
  if (std::ranges::find(tokens, id, &ApiToken::id) == tokens.end())
    throw std::runtime_error(fmt::format(
        "token {}: {} has none of that number; tlsward user token {} --list shows theirs", id,
        user.name, user.name));
  store.transact([&] { store.api_tokens().remove(id); });
  print(invocation.format == Format::json
            ? write_json({{"schema", 1}, {"user", user.name}, {"revoked", id}})
            : fmt::format("Token {} of {} is revoked.\n", id, user.name));
  return 0;
}

TokenScope require_scope(const User& user, const std::string& word) {
  if (word == name(TokenScope::read)) return TokenScope::read;
  if (user.role == Role::read_only)
    throw UsageError(
        fmt::format("--scope write: {} is read-only, and so are their tokens", user.name));
  return TokenScope::write;
}

Timestamp require_expiry(const std::string& text, Timestamp now) {
  const auto duration = parse_duration(text);
  if (!duration)
    throw UsageError(
        fmt::format("--expires: {} is no time; write it like 90d or 12h", printable(text, 80)));
  return now + *duration;
}

// A domain that the user sees, as far as that is known here.
Domain require_seen_domain(const Config& config, const User& user, const std::string& text) {
  const Domain domain = require_own_domain(config, text);
  const auto seen = domains_seen_by(config, user);
  if (!seen || std::ranges::any_of(*seen, [&](const Domain& one) { return domain.is_within(one); }))
    return domain;
  throw UsageError(fmt::format("--domain: {} does not see {}; theirs: {}", user.name,
                               printable(text, 200), domains_in_words(*seen)));
}

ApiToken token_of(const Config& config, const User& user, const TokenFlags& flags, Timestamp now) {
  if (!is_printable(flags.name) || flags.name.size() > kLongestName)
    throw UsageError(fmt::format("--name: write what it is for, in at most {} bytes of plain text",
                                 kLongestName));
  ApiToken token{.name = flags.name,
                 .user = user.name,
                 .scope = require_scope(user, flags.scope),
                 .created = now};
  for (const std::string& domain : flags.domains)
    token.domains.push_back(require_seen_domain(config, user, domain));
  if (!flags.expires.empty()) token.expires = require_expiry(flags.expires, now);
  return token;
}

void print_made(const Invocation& invocation, const ApiToken& token, const std::string& secret) {
  if (invocation.format == Format::json) {
    ordered_json json{{"schema", 1}, {"token", secret}, {"user", token.user}};
    json.update(token_json(token));
    json.erase("last_used");
    return print(write_json(json));
  }
  print(fmt::format(
      "Token {} of {}, which is shown this once:\n\n  {}\n\nIt may {}{}{}. Send it as "
      "\"Authorization: Bearer TOKEN\"; tlsward user token {} --revoke {} ends it.\n",
      token.id, token.user, secret, name(token.scope),
      token.domains.empty() ? "" : " what is of " + domains_in_words(token.domains),
      token.expires ? " until " + format_datetime(*token.expires) : "", token.user, token.id));
}

int make_token(const Invocation& invocation, Store& store, ApiToken token) {
  // The beginning lets programs that look for leaked secrets know it.
  const std::string secret = "tlsward_" + random_letters(kSecretLetters);
  token.secret_hash = hash_of_secret(secret);
  store.transact([&] { token.id = store.api_tokens().add(token); });
  print_made(invocation, token, secret);
  return 0;
}

}  // namespace

int user_token_command(const Invocation& invocation, const std::string& user,
                       const TokenFlags& flags) {
  const Config config = load_config(invocation).config;
  const auto reading = open_for_reading(config);  // a database that is not there is not made
  const User whose = require_user(*reading, user);
  if (flags.list) return list_tokens(invocation, whose, reading->api_tokens().of(whose.name));
  require_no_list_format(invocation, "user token");
  const auto store = open_for_writing(config, Commits::each);
  if (flags.revoke != 0) return revoke_token(invocation, *store, whose, flags.revoke);
  return make_token(invocation, *store, token_of(config, whose, flags, invocation.now));
}

}  // namespace tlsward
