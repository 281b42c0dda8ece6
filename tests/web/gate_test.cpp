// Tests web/gate.h: each way in, and each refusal.
#include "web/gate.h"

#include "schema/api_tokens.h"
#include "schema/login_sessions.h"
#include "tests/support/temporary_folder.h"
#include "web/random_secret.h"

#include <doctest/doctest.h>

namespace tlsward {

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const Timestamp kNow = parse_day("2026-11-24").value() + hours(14);
const std::string kPassword = "correct horse";

const std::string& password_hash() {
  static const std::string hash = hash_password(kPassword);
  return hash;
}

struct Fixture {
  tests::TemporaryFolder folder;
  std::string database = folder / "tlsward.db";
  std::vector<std::string> log;
  std::unique_ptr<Store> store = open_store(database, Commits::each);

  Fixture() {
    add({.name = "anna", .role = Role::admin, .password_hash = password_hash()});
    add({.name = "ben",
         .role = Role::owner,
         .domains = {Domain("example.org"), Domain("example.net")},
         .password_hash = password_hash()});
    add({.name = "carl", .role = Role::read_only});
  }

  void add(const User& user) {
    store->transact([&] { store->users().add(user); });
  }

  GateOptions options() {
    GateOptions made{.database = database};
    made.domains_seen_by = [](const User& user) {
      return user.role == Role::owner ? std::optional(user.domains) : std::nullopt;
    };
    made.admitted = [this](const auto& address, const auto& user) {
      log.push_back("admitted " + address + ' ' + user);
    };
    made.refused = [this](const auto& address, const auto& user) {
      log.push_back("refused " + address + ' ' + user);
    };
    return made;
  }

  // The name of who asks so; "-" where it is nobody with whom a login helps, "!" where it does not.
  std::string asks(Gate& gate, const Request& request, Timestamp now = kNow) {
    const auto viewer = gate.identify(request, *store, now);
    if (viewer) return viewer->name;
    return viewer.error().status == 401 ? "-" : "!";
  }

  Request login_request(const Gate& gate, const std::string& name, const std::string& password,
                        const std::string& address = "192.0.2.1") {
    const auto form = gate.login_form({}, *store);
    const std::string cookie = form.cookie.substr(0, form.cookie.find(';'));
    return {.method = "POST",
            .path = "/login",
            .body = "name=" + percent_encoded(name) + "&password=" + percent_encoded(password) +
                    "&form_token=" + form.form_token,
            .headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Cookie", cookie}},
            .address = address};
  }

  std::string make_token(const ApiToken& token) {
    const std::string secret = "tlsward_" + random_letters(kSecretLetters);
    ApiToken kept = token;
    kept.secret_hash = hash_of_secret(secret);
    store->transact([&] { store->api_tokens().add(kept); });
    return secret;
  }
};

Request with(const std::string& name, const std::string& value, const std::string& path = "/") {
  return {.path = path, .headers = {{name, value}}, .address = "192.0.2.1"};
}

Request with_session(const LoginResult& result) {
  return with("Cookie", result.cookie.substr(0, result.cookie.find(';')));
}

}  // namespace

TEST_CASE_FIXTURE(Fixture, "nobody is known without a cookie, nor by one that we did not give") {
  Gate gate(options());
  CHECK(asks(gate, {}) == "-");
  CHECK(asks(gate, with("Cookie", "tlsward_session=chosen")) == "-");
  CHECK(asks(gate, with("Cookie", "tlsward_session=")) == "-");
  CHECK(asks(gate, with("Remote-User", "anna")) == "-");
  CHECK(asks(gate, with("Authorization", "Bearer x")) == "-");
}

TEST_CASE_FIXTURE(Fixture,
                  "a login gives a session that is new each time, and the database has no id") {
  Gate gate(options());
  const LoginResult first = gate.log_in(login_request(gate, "ANNA", kPassword), kNow);
  const LoginResult second = gate.log_in(login_request(gate, "anna", kPassword), kNow);
  REQUIRE(first.outcome == LoginOutcome::done);
  CHECK(first.cookie != second.cookie);
  CHECK(first.cookie.ends_with("; Path=/; Max-Age=604800; HttpOnly; SameSite=Strict"));
  CHECK(asks(gate, with_session(first)) == "anna");
  CHECK(asks(gate, with_session(second)) == "anna");
  const std::string id = with_session(first).cookie("tlsward_session").value();
  CHECK_FALSE(store->login_sessions().find(id, kNow));
  CHECK(store->login_sessions().find(hash_of_secret(id), kNow));
  CHECK(log == std::vector<std::string>(2, "admitted 192.0.2.1 anna"));
}

TEST_CASE_FIXTURE(Fixture, "a login ends the session that the browser had") {
  Gate gate(options());
  const LoginResult before = gate.log_in(login_request(gate, "anna", kPassword), kNow);
  Request again = login_request(gate, "ben", kPassword);
  again.headers.back().second += "; " + before.cookie.substr(0, before.cookie.find(';'));
  CHECK(gate.log_in(again, kNow).outcome == LoginOutcome::done);
  CHECK(asks(gate, with_session(before)) == "-");
}

TEST_CASE_FIXTURE(Fixture, "no login for a wrong name or password, and none tells which it was") {
  const struct {
    std::string name;
    std::string password;
    std::string logged;
  } cases[] = {{"anna", "wrong horse battery", "anna"},
               {"anna", "", "anna"},
               {"zoe", kPassword, "zoe"},
               {"", kPassword, "-"},
               {"carl", "", "carl"},
               {"carl", kPassword, "carl"},
               {"my password", "x", "-"},
               {"a\nauth failed ip=1.2.3.4", "x", "-"},
               {"anna", std::string(2000, 'x'), "anna"}};
  for (const auto& [name, password, logged] : cases) {
    CAPTURE(name);
    Gate gate(options());
    log.clear();
    const LoginResult result = gate.log_in(login_request(gate, name, password), kNow);
    CHECK(result.outcome == LoginOutcome::wrong);
    CHECK(result.cookie.empty());
    CHECK(log == std::vector<std::string>{"refused 192.0.2.1 " + logged});
  }
}

TEST_CASE_FIXTURE(Fixture, "the form of a login belongs to the browser that was given it") {
  Gate gate(options());
  const Request good = login_request(gate, "anna", kPassword);
  Request without_cookie = good;
  without_cookie.headers.pop_back();
  Request of_another = good;
  of_another.headers.back().second = "tlsward_login=abc";
  Request without_token = good;
  without_token.body = "name=anna&password=correct+horse";
  for (const Request& request : {without_cookie, of_another, without_token}) {
    CAPTURE(request.body);
    CHECK(gate.log_in(request, kNow).outcome == LoginOutcome::form_expired);
  }
  CHECK(gate.log_in(good, kNow).outcome == LoginOutcome::done);
}

TEST_CASE_FIXTURE(Fixture, "the sixth try of a network within a minute waits, with any password") {
  Gate gate(options());
  const auto tries = [&](const std::string& address, Timestamp now) {
    return gate.log_in(login_request(gate, "anna", kPassword, address), now);
  };
  for (int n = 1; n <= 5; ++n)
    CHECK(tries("192.0.2." + std::to_string(n), kNow).outcome == LoginOutcome::done);
  const LoginResult sixth = tries("192.0.2.77", kNow + seconds(20));
  CHECK(sixth.outcome == LoginOutcome::too_often);
  CHECK(sixth.wait == seconds(40));
  CHECK(log.back() == "refused 192.0.2.77 anna");
  CHECK(tries("198.51.100.1", kNow + seconds(20)).outcome == LoginOutcome::done);
  CHECK(tries("192.0.2.1", kNow + seconds(60)).outcome == LoginOutcome::done);
}

TEST_CASE_FIXTURE(Fixture, "a session ends by logging out, by a new password, and with its user") {
  Gate gate(options());
  const auto log_in = [&] { return gate.log_in(login_request(gate, "anna", kPassword), kNow); };
  const LoginResult first = log_in();
  const LoginResult second = log_in();
  CHECK(gate.log_out(with_session(first)) ==
        "tlsward_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
  CHECK(asks(gate, with_session(first)) == "-");
  CHECK(asks(gate, with_session(second)) == "anna");
  store->transact([&] { store->users().set_password_hash("anna", password_hash() + " "); });
  CHECK(asks(gate, with_session(second)) == "-");
  store->transact([&] { store->users().set_password_hash("anna", password_hash()); });
  const LoginResult third = log_in();
  CHECK(asks(gate, with_session(third)) == "anna");
  store->transact([&] { store->users().remove("anna"); });
  CHECK(asks(gate, with_session(third)) == "-");
}

TEST_CASE_FIXTURE(Fixture, "a session lasts while somebody asks, and that is noted now and then") {
  Gate gate(options());
  const Request request = with_session(gate.log_in(login_request(gate, "anna", kPassword), kNow));
  const std::string hash = hash_of_secret(request.cookie("tlsward_session").value());
  const auto last_seen = [&] { return store->login_sessions().find(hash, kNow).value().last_seen; };
  asks(gate, request, kNow + minutes(9));
  CHECK(last_seen() == kNow);
  asks(gate, request, kNow + minutes(10));
  CHECK(last_seen() == kNow + minutes(10));
  CHECK(asks(gate, request, kNow + hours(12) + minutes(9)) == "anna");
  CHECK(asks(gate, request, kNow + hours(25)) == "-");
}

TEST_CASE_FIXTURE(Fixture, "a viewer sees and changes what the user may") {
  Gate gate(options());
  const Viewer anna =
      gate.identify(with_session(gate.log_in(login_request(gate, "anna", kPassword), kNow)), *store,
                    kNow)
          .value();
  CHECK(anna.may_change);
  CHECK(anna.sees_all());
  const Viewer ben =
      gate.identify(with_session(gate.log_in(login_request(gate, "ben", kPassword), kNow)), *store,
                    kNow)
          .value();
  CHECK(ben.may_change);
  CHECK(ben.domains == std::vector{Domain("example.org"), Domain("example.net")});
  CHECK(ben.form_token != anna.form_token);
}

TEST_CASE_FIXTURE(Fixture,
                  "a form is its viewer's own with the token of the session, and no other") {
  Gate gate(options());
  Request request = with_session(gate.log_in(login_request(gate, "anna", kPassword), kNow));
  request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
  const Viewer viewer = gate.identify(request, *store, kNow).value();
  const auto is_own = [&](const std::string& body) {
    request.body = body;
    return gate.is_own_form(request, viewer);
  };
  CHECK(is_own("a=b&form_token=" + viewer.form_token));
  CHECK_FALSE(is_own(""));
  CHECK_FALSE(is_own("form_token="));
  CHECK_FALSE(is_own("form_token=" + viewer.form_token + "0"));
  CHECK_FALSE(is_own("form_token=" + gate.login_form(request, *store).form_token));
  CHECK_FALSE(gate.is_own_form(request, Viewer{}));
}

TEST_CASE_FIXTURE(Fixture,
                  "a program's token is for the API and the metrics, and what it is made for") {
  Gate gate(options());
  const std::string secret = make_token({.user = "ben", .scope = TokenScope::write});
  const std::string expired = make_token({.user = "ben", .expires = kNow});
  const struct {
    std::string path;
    std::string header;
    std::string name;
  } cases[] = {{"/api/v1/reports", "Bearer " + secret, "ben"},
               {"/metrics", "bearer  " + secret, "ben"},
               {"/", "Bearer " + secret, "-"},
               {"/metricsx", "Bearer " + secret, "-"},
               {"/api", "Bearer " + secret, "ben"},
               {"/apix", "Bearer " + secret, "-"},
               {"/metrics", "Bearer " + expired, "-"},
               {"/metrics", "Bearer " + secret + "x", "-"},
               {"/metrics", "Bearer ", "-"},
               {"/metrics", "Basic " + secret, "-"},
               {"/metrics", secret, "-"}};
  for (const auto& [path, header, name] : cases) {
    CAPTURE(path);
    CAPTURE(header);
    CHECK(asks(gate, with("Authorization", header, path)) == name);
  }
  const Request request = with("Authorization", "Bearer " + secret, "/api/v1/mute");
  CHECK(gate.is_own_form(request, gate.identify(request, *store, kNow).value()));
  CHECK(store->api_tokens().of("ben")[0].last_used == kNow);
  CHECK_FALSE(store->api_tokens().of("ben")[1].last_used);
}

TEST_CASE_FIXTURE(Fixture, "a token gives no more than its user has, and no more than its scope") {
  Gate gate(options());
  using Domains = std::vector<Domain>;
  const struct {
    std::string user;
    TokenScope scope;
    Domains domains;
    bool may_change;
    std::optional<Domains> seen;
  } cases[] = {
      {"anna", TokenScope::read, {}, false, {}},
      {"anna", TokenScope::write, {Domain("example.org")}, true, Domains{Domain("example.org")}},
      {"carl", TokenScope::write, {}, false, {}},
      {"ben", TokenScope::write, {}, true, Domains{Domain("example.org"), Domain("example.net")}},
      {"ben",
       TokenScope::read,
       {Domain("a.example.org"), Domain("example.com")},
       false,
       Domains{Domain("a.example.org")}},
      {"ben", TokenScope::read, {Domain("org")}, false, Domains{Domain("example.org")}},
      {"ben", TokenScope::read, {Domain("example.com")}, false, Domains{}},
  };
  for (const auto& [user, scope, domains, may_change, seen] : cases) {
    CAPTURE(user);
    const std::string secret = make_token({.user = user, .scope = scope, .domains = domains});
    const auto viewer =
        gate.identify(with("Authorization", "Bearer " + secret, "/metrics"), *store, kNow);
    REQUIRE(viewer);
    CHECK(viewer->may_change == may_change);
    CHECK(viewer->domains == seen);
  }
}

TEST_CASE_FIXTURE(Fixture, "a proxy is believed whom it names, and nobody else is") {
  GateOptions made = options();
  made.proxies = TrustedProxies({"192.0.2.1"});
  made.remote_user_header = "Remote-User";
  Gate gate(made);
  CHECK(asks(gate, with("Remote-User", "anna")) == "anna");
  CHECK(asks(gate, with("remote-user", "ANNA")) == "anna");
  CHECK(asks(gate, with("Remote-User", "")) == "-");
  Request stranger = with("Remote-User", "anna");
  stranger.address = "192.0.2.2";
  CHECK(asks(gate, stranger) == "-");
  stranger.headers.emplace_back("X-Forwarded-For", "192.0.2.1");
  CHECK(asks(gate, stranger) == "-");
  Request twice = with("Remote-User", "zoe");
  twice.headers.emplace_back("Remote-User", "anna");
  CHECK(asks(gate, twice) == "!");
  const auto unknown = gate.identify(with("Remote-User", "zoe"), *store, kNow);
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().status == 403);
  CHECK(unknown.error().why.find("tlsward user add zoe --no-password") != std::string::npos);
  CHECK_FALSE(gate.identify(with("Remote-User", "anna"), *store, kNow).value().form_token.empty());
}

TEST_CASE_FIXTURE(Fixture, "who asks through a proxy is whom it names, if it is one of ours") {
  GateOptions made = options();
  made.proxies = TrustedProxies({"127.0.0.1"});
  Gate gate(made);
  Request request = login_request(gate, "anna", "wrong", "127.0.0.1");
  request.headers.emplace_back("X-Forwarded-For", "192.0.2.66");
  request.headers.emplace_back("X-Forwarded-For", "203.0.113.7");
  gate.log_in(request, kNow);
  CHECK(log.back() == "refused 203.0.113.7 anna");
  request.address = "198.51.100.1";
  gate.log_in(request, kNow);
  CHECK(log.back() == "refused 198.51.100.1 anna");
}

TEST_CASE_FIXTURE(Fixture, "a cookie is for TLS alone where the browser speaks it") {
  const struct {
    std::string base_url;
    bool is_secure;
    std::string address;
    std::string forwarded_proto;
    bool wanted;
  } cases[] = {{"", false, "192.0.2.1", "", false},
               {"", true, "192.0.2.1", "", true},
               {"https://mail.example.org", false, "192.0.2.1", "", true},
               {"http://mail.example.org", false, "192.0.2.1", "", false},
               {"", false, "127.0.0.1", "https", true},
               {"", false, "127.0.0.1", "http", false},
               {"", false, "192.0.2.1", "https", false}};  // a stranger's word
  for (const auto& [base_url, is_secure, address, proto, wanted] : cases) {
    CAPTURE(base_url);
    CAPTURE(address);
    GateOptions made = options();
    made.base_url = base_url;
    made.proxies = TrustedProxies({"127.0.0.1"});
    Gate gate(made);
    Request request = login_request(gate, "anna", kPassword, address);
    request.is_secure = is_secure;
    request.headers.emplace_back("X-Forwarded-Proto", proto);
    CHECK(gate.log_in(request, kNow).cookie.ends_with("; Secure") == wanted);
  }
}

TEST_CASE_FIXTURE(Fixture,
                  "where no login is wanted everybody may, by names of this machine only") {
  const struct {
    std::string host;
    std::string base_url;
    bool gets_in;
  } cases[] = {{"localhost", "", true},
               {"localhost:8080", "", true},
               {"LOCALHOST", "", true},
               {"127.0.0.1:8080", "", true},
               {"127.1.2.3", "", true},
               {"[::1]:8080", "", true},
               {"[::1]", "", true},
               {"tlsward.localhost:8080", "", true},
               {"evil.example", "", false},
               {"evil.example:8080", "", false},
               {"127.0.0.1.evil.example", "", false},
               {"localhost.evil.example", "", false},
               {"192.0.2.1", "", false},
               {"", "", false},
               {"mail.example.org", "https://mail.example.org/tls", true},
               {"Mail.example.org:443", "https://mail.example.org/tls", true},
               {"evil.example", "https://mail.example.org/tls", false}};
  for (const auto& [host, base_url, gets_in] : cases) {
    CAPTURE(host);
    GateOptions made = options();
    made.mode = LoginMode::none;
    made.base_url = base_url;
    Gate gate(made);
    const auto viewer = gate.identify(with("Host", host), *store, kNow);
    CHECK(viewer.has_value() == gets_in);
    if (!viewer) continue;
    CHECK(viewer->name.empty());
    CHECK(viewer->may_change);
    CHECK(viewer->sees_all());
    CHECK_FALSE(viewer->form_token.empty());
  }
}

}  // namespace tlsward
