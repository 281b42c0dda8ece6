// The Store's contract: what schema/users.h, schema/login_sessions.h and schema/api_tokens.h
// promise, whatever the engine.
#include "schema/api_tokens.h"
#include "schema/login_sessions.h"
#include "schema/store.h"
#include "schema/users.h"

#include <doctest/doctest.h>

#include <memory>

namespace tlsward {

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const Timestamp kNow = parse_day("2026-11-24").value() + hours(14);

struct Fixture {
  std::unique_ptr<Store> store = open_store(":memory:", Commits::each);
  Users& users = store->users();
  LoginSessions& sessions = store->login_sessions();
  ApiTokens& tokens = store->api_tokens();

  bool add(const User& user) {
    bool added = false;
    store->transact([&] { added = users.add(user); });
    return added;
  }
  bool add(const std::string& name) { return add(User{.name = name, .created = kNow}); }
  void log_in(const std::string& user, const std::string& id_hash) {
    store->transact([&] {
      sessions.add({.id_hash = id_hash, .user = user, .created = kNow, .last_seen = kNow});
    });
  }
  std::int64_t make_token(ApiToken token) {
    token.created = kNow;
    store->transact([&] { token.id = tokens.add(token); });
    return token.id;
  }
};

}  // namespace

TEST_CASE("names of users are 1 to 64 letters, digits and . _ @ -") {
  const struct {
    std::string text;
    bool is_name;
  } cases[] = {{"anna", true},
               {"Anna.B_c-d@example.org", true},
               {"7", true},
               {std::string(64, 'a'), true},
               {std::string(65, 'a'), false},
               {"", false},
               {"an na", false},
               {"anna\n", false},
               {"ann/a", false},
               {"łukasz", false},
               {std::string("a\0b", 3), false}};
  for (const auto& [text, is_name] : cases) {
    CAPTURE(text);
    CHECK(is_user_name(text) == is_name);
  }
}

TEST_CASE("a role is read by the word that it is written by") {
  for (const Role role : {Role::admin, Role::owner, Role::read_only})
    CHECK(parse_role(name(role)) == role);
  CHECK_FALSE(parse_role("Admin"));
  CHECK_FALSE(parse_role(""));
}

TEST_CASE_FIXTURE(Fixture, "a user comes back as they were added, in any case of letters") {
  const User anna{.name = "Anna",
                  .role = Role::owner,
                  .domains = {Domain("example.org"), Domain("example.net")},
                  .owner = "ops",
                  .password_hash = "$argon2id$...",
                  .created = kNow};
  CHECK(add(anna));
  CHECK(users.find("aNNA") == anna);
  CHECK_FALSE(users.find("ann"));
  CHECK_FALSE(users.find(""));
}

TEST_CASE_FIXTURE(Fixture, "there is one user of a name, and the first one stays") {
  CHECK(add(User{.name = "anna", .role = Role::admin, .created = kNow}));
  CHECK_FALSE(add("ANNA"));
  REQUIRE(users.all().size() == 1);
  CHECK(users.all()[0].role == Role::admin);
}

TEST_CASE_FIXTURE(Fixture, "users are listed by name, whatever the case of letters") {
  for (const char* const name : {"bert", "Carl", "anna"})
    add(name);
  std::string names;
  for (const User& user : users.all())
    names += user.name + ' ';
  CHECK(names == "anna bert Carl ");
}

TEST_CASE_FIXTURE(Fixture, "a new password ends the user's logins, and nobody else's") {
  add("anna");
  add("bert");
  log_in("anna", "a1");
  log_in("Anna", "a2");
  log_in("bert", "b1");
  const auto token = make_token({.secret_hash = "t", .user = "anna"});
  bool changed = false;
  store->transact([&] { changed = users.set_password_hash("ANNA", "new"); });
  CHECK(changed);
  CHECK(users.find("anna").value().password_hash == "new");
  CHECK_FALSE(sessions.find("a1", kNow));
  CHECK_FALSE(sessions.find("a2", kNow));
  CHECK(sessions.find("b1", kNow));
  CHECK(tokens.find("t", kNow).value().id == token);
  store->transact([&] { changed = users.set_password_hash("nobody", "new"); });
  CHECK_FALSE(changed);
}

TEST_CASE_FIXTURE(Fixture, "with a user go their logins and tokens, and nobody else's") {
  for (const char* const name : {"anna", "bert"}) {
    add(name);
    log_in(name, name);
    make_token({.secret_hash = name, .user = name});
  }
  bool removed = false;
  store->transact([&] { removed = users.remove("ANNA"); });
  CHECK(removed);
  CHECK_FALSE(users.find("anna"));
  CHECK_FALSE(sessions.find("anna", kNow));
  CHECK_FALSE(tokens.find("anna", kNow));
  CHECK(tokens.all().size() == 1);
  CHECK(sessions.find("bert", kNow));
  store->transact([&] { removed = users.remove("anna"); });
  CHECK_FALSE(removed);
}

TEST_CASE_FIXTURE(Fixture, "nobody logs in, nor gets a token, who is no user") {
  CHECK_THROWS(log_in("nobody", "a1"));
  CHECK_THROWS(make_token({.secret_hash = "t", .user = "nobody"}));
}

TEST_CASE_FIXTURE(Fixture,
                  "a login ends 12 hours after the last page, and 7 days after its begin") {
  add("anna");
  log_in("anna", "a1");
  CHECK(sessions.find("a1", kNow + hours(12) - seconds(1)));
  CHECK_FALSE(sessions.find("a1", kNow + hours(12)));
  Timestamp now = kNow;
  for (int n = 0; n < 15; ++n) {
    now += hours(11);
    CAPTURE(n);
    REQUIRE(sessions.find("a1", now));
    store->transact([&] { sessions.note_seen("a1", now); });
  }
  CHECK(sessions.find("a1", kNow + hours(7 * 24) - seconds(1)));
  CHECK_FALSE(sessions.find("a1", kNow + hours(7 * 24)));
}

TEST_CASE_FIXTURE(Fixture, "a clock that goes back does not take back when somebody was seen") {
  add("anna");
  log_in("anna", "a1");
  store->transact([&] { sessions.note_seen("a1", kNow - hours(1)); });
  CHECK(sessions.find("a1", kNow).value().last_seen == kNow);
}

TEST_CASE_FIXTURE(Fixture, "a login is ended alone; what ended by itself is forgotten") {
  add("anna");
  for (const char* const id : {"a1", "a2", "a3"})
    log_in("anna", id);
  store->transact([&] { sessions.remove("a1"); });
  store->transact([&] { sessions.remove("none"); });
  CHECK_FALSE(sessions.find("a1", kNow));
  CHECK(sessions.find("a2", kNow));
  store->transact([&] {
    sessions.note_seen("a3", kNow + hours(1));
    sessions.forget_ended(kNow + hours(12));
  });
  CHECK_FALSE(sessions.find("a2", kNow));
  CHECK(sessions.find("a3", kNow));
}

TEST_CASE_FIXTURE(Fixture, "a token comes back as it was made, and its number is never another's") {
  add("anna");
  ApiToken token{.name = "grafana",
                 .secret_hash = "t1",
                 .user = "anna",
                 .scope = TokenScope::write,
                 .domains = {Domain("example.org")},
                 .created = kNow,
                 .last_used = {},
                 .expires = kNow + hours(1)};
  token.id = make_token(token);
  CHECK(tokens.find("t1", kNow) == token);
  CHECK(tokens.of("ANNA") == std::vector{token});
  CHECK(tokens.of("bert").empty());
  CHECK_FALSE(tokens.find("t2", kNow));
  CHECK_THROWS(make_token(token));  // a hash that is there
  bool removed = false;
  store->transact([&] { removed = tokens.remove(token.id); });
  CHECK(removed);
  store->transact([&] { removed = tokens.remove(token.id); });
  CHECK_FALSE(removed);
  CHECK_FALSE(tokens.find("t1", kNow));
  CHECK(make_token(token) > token.id);
}

TEST_CASE_FIXTURE(Fixture, "a token that has expired is found no more, but listed") {
  add("anna");
  make_token({.secret_hash = "t1", .user = "anna", .expires = kNow + hours(1)});
  CHECK(tokens.find("t1", kNow + hours(1) - seconds(1)));
  CHECK_FALSE(tokens.find("t1", kNow + hours(1)));
  CHECK(tokens.of("anna").size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "the use of a token is noted once a minute at most") {
  add("anna");
  const auto id = make_token({.secret_hash = "t1", .user = "anna"});
  const auto use = [&](Timestamp now) {
    store->transact([&] { tokens.note_used(id, now); });
    return tokens.find("t1", kNow).value().last_used.value();
  };
  CHECK(use(kNow) == kNow);
  CHECK(use(kNow + seconds(59)) == kNow);
  CHECK(use(kNow + minutes(1)) == kNow + minutes(1));
}

}  // namespace tlsward
