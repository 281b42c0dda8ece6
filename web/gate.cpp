#include "web/gate.h"

#include "schema/api_tokens.h"
#include "schema/login_sessions.h"
#include "schema/network.h"
#include "schema/text.h"
#include "web/api_problem.h"
#include "web/random_secret.h"

#include <fmt/format.h>

#include <algorithm>

namespace tlsward {

namespace {

using std::chrono::seconds;

constexpr std::string_view kSessionCookie = "tlsward_session";
constexpr std::string_view kFormCookie = "tlsward_login";  // of who is not logged in yet
constexpr std::chrono::minutes kBetweenNotes{10};          // of when somebody was last seen

// Nobody can tell it without the database's key. Nothing else that is hashed with it begins so.
std::string keyed(const HashKey& key, std::string_view what) {
  Fingerprinter fingerprinter(key);
  std::string token;
  for (const int half : {1, 2})
    token += fmt::format("{:016x}", static_cast<std::uint64_t>(
                                        fingerprinter.hash(fmt::format("form {} {}", half, what))));
  return token;
}

// All that a request has of the header, in one.
std::string joined(const Request& request, std::string_view name) {
  std::string text;
  for (const auto& [one, value] : request.headers)
    if (lower_case(one) == lower_case(name)) text += (text.empty() ? "" : ",") + value;
  return text;
}

std::string_view host_of(std::string_view authority) {
  const auto end = authority.starts_with('[') ? authority.find(']') + 1 : authority.find(':');
  return authority.substr(0, end);
}

std::string_view authority_in(std::string_view url) {
  const auto begin = url.find("://");
  if (begin == std::string_view::npos) return {};
  url.remove_prefix(begin + 3);
  return url.substr(0, url.find('/'));
}

bool is_loopback_name(std::string_view host) {
  return host == "localhost" || host.ends_with(".localhost") || host == "[::1]" ||
         (host.starts_with("127.") &&
          host.find_first_not_of("0123456789.") == std::string_view::npos);
}

std::string_view bearer_of(const Request& request) {
  const std::string_view header = request.header("Authorization");
  constexpr std::string_view kScheme = "bearer ";
  if (lower_case(header.substr(0, kScheme.size())) != kScheme) return {};
  return trimmed(header.substr(kScheme.size()));
}

// Of what somebody typed as name: a password that was typed there must not get into the log.
std::string loggable(const std::string& name) {
  return is_user_name(name) ? name : "-";
}

// What both lists have: of two that lie one in the other the narrower.
std::vector<Domain> shared(const std::vector<Domain>& one, const std::vector<Domain>& other) {
  std::vector<Domain> domains;
  for (const Domain& mine : one)
    for (const Domain& theirs : other) {
      if (mine.is_within(theirs))
        domains.push_back(mine);
      else if (theirs.is_within(mine))
        domains.push_back(theirs);
    }
  return domains;
}

}  // namespace

bool is_for_programs(std::string_view path) {
  return path == "/metrics" || is_api_path(path);
}

bool Gate::is_secure(const Request& request) const {
  return request.is_secure || options_.base_url.starts_with("https://") ||
         (options_.proxies.contain(request.address) &&
          request.header("X-Forwarded-Proto") == "https");
}

std::string Gate::client_of(const Request& request) const {
  return options_.proxies.client(request.address, joined(request, "X-Forwarded-For"));
}

std::string Gate::set_cookie(const Request& request, std::string_view name, std::string_view value,
                             seconds age) const {
  return fmt::format("{}={}; Path={}/; Max-Age={}; HttpOnly; SameSite=Strict{}", name, value,
                     options_.base_path, age.count(), is_secure(request) ? "; Secure" : "");
}

Viewer Gate::viewer_of(const User& user) const {
  return {.name = user.name,
          .may_change = user.role != Role::read_only,
          .domains = options_.domains_seen_by(user),
          .form_token = {}};
}

void Gate::write(const std::function<void(Store&)>& work) const {
  const auto store = open_store(options_.database, Commits::each);
  store->transact([&] { work(*store); });
}

// A database that cannot be written now gets it the next time: pages are read all the same.
void Gate::note(const std::function<void(Store&)>& work) const {
  try {
    write(work);
  } catch (const StoreBusy&) {
    return;
  } catch (const StoreFull&) {
    return;
  }
}

expected<Viewer, Stranger> Gate::identify(const Request& request, Store& store, Timestamp now) {
  if (options_.mode == LoginMode::none) return by_no_login(request, store);
  if (is_for_programs(request.path) && !request.header("Authorization").empty())
    return by_token(request, store, now);
  if (!options_.remote_user_header.empty() && options_.proxies.contain(request.address))
    if (const std::string name = joined(request, options_.remote_user_header); !name.empty())
      return by_proxy(name, store);
  return by_cookie(request, store, now);
}

// A page of another site can have its own name lead to loopback, and then read what is here.
expected<Viewer, Stranger> Gate::by_no_login(const Request& request, Store& store) const {
  const std::string_view authority = request.header("Host");
  const std::string host = lower_case(host_of(authority));
  const std::string named = lower_case(host_of(authority_in(options_.base_url)));
  if (!is_loopback_name(host) && (host.empty() || host != named))
    return unexpected(Stranger{
        403,
        "Without a login the pages are for this machine only: ask for them as localhost, or "
        "set dashboard.base_url to the name that is in use"});
  Viewer viewer;
  viewer.form_token = keyed(store.hash_key(), "nobody");
  return viewer;
}

expected<Viewer, Stranger> Gate::by_token(const Request& request, Store& store, Timestamp now) {
  const auto token = store.api_tokens().find(hash_of_secret(bearer_of(request)), now);
  const auto user = token ? store.users().find(token->user) : std::nullopt;
  if (!user)
    return unexpected(Stranger{
        401, "No such token, or it has expired or was revoked: tlsward user token NAME makes one"});
  if (!token->last_used || *token->last_used + std::chrono::minutes(1) <= now)
    note([&](Store& writing) { writing.api_tokens().note_used(token->id, now); });
  Viewer viewer = viewer_of(*user);
  if (token->scope == TokenScope::read) viewer.may_change = false;
  if (!token->domains.empty())
    viewer.domains = viewer.domains ? shared(*viewer.domains, token->domains) : token->domains;
  return viewer;
}

expected<Viewer, Stranger> Gate::by_proxy(const std::string& name, Store& store) const {
  const auto user = store.users().find(name);
  if (!user)
    return unexpected(Stranger{
        403, fmt::format("{} is logged in at the proxy, but no user here: tlsward user add {} "
                         "--no-password --role ROLE",
                         loggable(name), is_user_name(name) ? name : "NAME")});
  Viewer viewer = viewer_of(*user);
  viewer.form_token = keyed(store.hash_key(), "proxy " + lower_case(user->name));
  return viewer;
}

expected<Viewer, Stranger> Gate::by_cookie(const Request& request, Store& store, Timestamp now) {
  const auto cookie = request.cookie(kSessionCookie);
  const std::string id_hash = cookie ? hash_of_secret(*cookie) : "";
  const auto session = cookie ? store.login_sessions().find(id_hash, now) : std::nullopt;
  const auto user = session ? store.users().find(session->user) : std::nullopt;
  if (!user) return unexpected(Stranger{401, "Log in, or send a token"});
  if (session->last_seen + kBetweenNotes <= now)
    note([&](Store& writing) { writing.login_sessions().note_seen(id_hash, now); });
  Viewer viewer = viewer_of(*user);
  viewer.form_token = keyed(store.hash_key(), "session " + id_hash);
  return viewer;
}

bool Gate::is_own_form(const Request& request, const Viewer& viewer) const {
  if (is_for_programs(request.path) && !bearer_of(request).empty()) return true;
  const auto token = request.form().find("form_token");
  return token && !viewer.form_token.empty() && is_same_secret(*token, viewer.form_token);
}

Gate::LoginForm Gate::login_form(const Request& request, Store& store) const {
  const auto cookie = request.cookie(kFormCookie);
  const std::string id = cookie ? *cookie : random_letters(kSecretLetters);
  return {.form_token = keyed(store.hash_key(), "login " + id),
          .cookie = cookie ? "" : set_cookie(request, kFormCookie, id, LoginSession::kIdle)};
}

// The session is made only for the password that was compared, be it changed meanwhile.
bool Gate::begin_session(const Request& request, const User& user, const std::string& id,
                         Timestamp now) const {
  bool begun = false;
  write([&](Store& store) {
    const auto still = store.users().find(user.name);
    if (!still || still->password_hash != user.password_hash) return;
    store.login_sessions().forget_ended(now);
    if (const auto before = request.cookie(kSessionCookie))
      store.login_sessions().remove(hash_of_secret(*before));
    store.login_sessions().add(
        {.id_hash = hash_of_secret(id), .user = user.name, .created = now, .last_seen = now});
    begun = true;
  });
  return begun;
}

LoginResult Gate::log_in(const Request& request, Timestamp now) {
  const Parameters form = request.form();
  const std::string name = form.find("name").value_or("");
  const std::string client = client_of(request);
  const auto store = open_store_read_only(options_.database);
  const auto cookie = request.cookie(kFormCookie);
  if (!cookie || !is_same_secret(form.find("form_token").value_or(""),
                                 keyed(store->hash_key(), "login " + *cookie)))
    return {.outcome = LoginOutcome::form_expired};
  const auto refuse = [&](LoginResult result) {
    options_.refused(client, loggable(name));
    return result;
  };
  if (const seconds wait = tries_.take(network_of(client), now); wait > seconds(0))
    return refuse({.outcome = LoginOutcome::too_often, .wait = wait});
  const auto user = store->users().find(name);
  const bool fits =
      passwords_.fits(user ? user->password_hash : "", form.find("password").value_or(""));
  const std::string id = random_letters(kSecretLetters);
  if (!fits || !begin_session(request, *user, id, now))
    return refuse({.outcome = LoginOutcome::wrong});
  options_.admitted(client, user->name);
  return {.outcome = LoginOutcome::done,
          .cookie = set_cookie(request, kSessionCookie, id, LoginSession::kLongest)};
}

std::string Gate::log_out(const Request& request) {
  if (const auto cookie = request.cookie(kSessionCookie))
    write([&](Store& store) { store.login_sessions().remove(hash_of_secret(*cookie)); });
  return set_cookie(request, kSessionCookie, "", seconds(0));
}

}  // namespace tlsward
