// Tests web/login_page.h, and that web/dashboard.cpp shows nothing to who is not known.
#include "web/login_page.h"

#include "schema/api_tokens.h"
#include "schema/users.h"
#include "tests/support/test_dashboard.h"
#include "web/gate.h"
#include "web/random_secret.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace tlsward {

namespace {

using tests::has;

// With the users anna, an admin, and carl, who changes nothing.
class Guarded : public tests::TestDashboard {
 public:
  Guarded() : gate({.database = options.database}) {
    options.gate = &gate;
    const auto store = open();
    store->transact([&] {
      store->users().add({.name = "anna",
                          .role = Role::admin,
                          .password_hash = hash_password("correct horse"),
                          .created = options.now()});
      store->users().add({.name = "carl",
                          .password_hash = store->users().find("anna")->password_hash,
                          .created = options.now()});
    });
  }

  // The answer to the form as a browser sends it.
  Response log_in(const std::string& name, const std::string& password,
                  const std::string& next = "") const {
    const Response form = get("/login");
    return post("/login",
                "name=" + name + "&password=" + password + "&next=" + percent_encoded(next) +
                    "&form_token=" + token_in(form.body),
                {{"Cookie", cookie_in(form)}});
  }

  static std::string token_in(const std::string& page) {
    const std::string before = "name=\"form_token\" value=\"";
    const auto login = page.find("class=\"login\"");
    const auto begin = page.find(before, login == std::string::npos ? 0 : login) + before.size();
    return page.substr(begin, page.find('"', begin) - begin);
  }

  Gate gate;

  static std::string header_in(const Response& response, const std::string& name) {
    const auto found =
        std::ranges::find(response.headers, name, &std::pair<std::string, std::string>::first);
    return found == response.headers.end() ? "" : found->second;
  }
  static std::string cookie_in(const Response& response) {
    const std::string header = header_in(response, "Set-Cookie");
    return header.substr(0, header.find(';'));
  }
};

}  // namespace

TEST_CASE_FIXTURE(Guarded, "each page but a few is shown to nobody who is not known") {
  for (const Route& route : routes()) {
    std::string path(route.pattern);
    std::ranges::replace(path, '*', 'x');
    CAPTURE(path);
    const bool is_get = route.method == "GET";
    const Response response = is_get ? get(path) : post(path, "a=b");
    if (route.access == Access::anybody) {
      CHECK(response.status != 401);
      continue;
    }
    CHECK(response.body.empty() != is_for_programs(path));
    CHECK(response.status == (is_for_programs(path) ? 401 : 303));
  }
  CHECK(header_in(get("/problems?day=2026-11-23&x=a%20b"), "Location") ==
        "/login?next=%2Fproblems%3Fday%3D2026-11-23%26x%3Da%2520b");
  CHECK(get("/no-such-page").status == 303);
}

TEST_CASE_FIXTURE(Guarded, "a program that is not known is told so, and not led to a form") {
  const Response response = get("/api/v1/x", {{"Authorization", "Bearer wrong"}});
  CHECK(response.status == 401);
  CHECK(header_in(response, "WWW-Authenticate") == "Bearer realm=\"tlsward\"");
  CHECK(has(response.body, "No such token"));
}

TEST_CASE_FIXTURE(Guarded, "who logs in is led where they wanted to go, and never away from here") {
  const struct {
    std::string next;
    std::string location;
  } cases[] = {{"/problems?day=2026-11-23", "/problems?day=2026-11-23"},
               {"", "/"},
               {"//evil.example", "/"},
               {"/\\evil.example", "/"},
               {"https://evil.example", "/"},
               {"evil", "/"},
               {"/\r\nSet-Cookie: x=y", "/"}};
  for (const auto& [next, location] : cases) {
    CAPTURE(next);
    Gate another({.database = options.database});  // with tries of its own
    options.gate = &another;
    const Response response = log_in("anna", "correct+horse", next);
    CHECK(response.status == 303);
    CHECK(header_in(response, "Location") == location);
    const Response page = get("/", {{"Cookie", cookie_in(response)}});
    CHECK(page.status == 200);
    CHECK(has(page.body, "anna"));
    CHECK(get("/login?next=" + percent_encoded(next), {{"Cookie", cookie_in(response)}}).status ==
          303);
  }
}

TEST_CASE_FIXTURE(Guarded, "a link from another site is asked for again, with the cookie") {
  const Response again = get("/problems?day=2026-11-23", {{"Sec-Fetch-Site", "cross-site"}});
  CHECK(again.status == 200);
  CHECK(has(again.body, "http-equiv=\"refresh\""));
  CHECK(get("/problems", {{"Sec-Fetch-Site", "same-origin"}}).status == 303);
}

TEST_CASE_FIXTURE(Guarded, "a wrong name and a wrong password are answered alike") {
  Response name = log_in("nobody", "correct+horse");
  Response password = log_in("anna", "wrong");
  CHECK(name.status == 403);
  CHECK(password.status == 403);
  CHECK(has(name.body, "Name or password is wrong."));
  CHECK(has(password.body, "Name or password is wrong."));
  CHECK(has(password.body, "sudo tlsward user passwd NAME"));
  CHECK(header_in(password, "Set-Cookie").find("tlsward_session") == std::string::npos);
}

TEST_CASE_FIXTURE(Guarded, "too many tries are told how long to wait") {
  for (int n = 0; n < 5; ++n)
    log_in("anna", "wrong");
  const Response response = log_in("anna", "correct+horse");
  CHECK(response.status == 429);
  CHECK(header_in(response, "Retry-After") == "60");
  CHECK(has(response.body, "Too many tries. Wait 60 seconds, and try again."));
}

TEST_CASE_FIXTURE(Guarded, "a form without its viewer's token changes nothing") {
  const std::string cookie = cookie_in(log_in("anna", "correct+horse"));
  const std::string token = token_in(get("/", {{"Cookie", cookie}}).body);
  CHECK(post("/logout", "", {{"Cookie", cookie}}).status == 403);
  CHECK(post("/logout", "form_token=x", {{"Cookie", cookie}}).status == 403);
  CHECK(post("/logout", "form_token=" + token,
             {{"Cookie", cookie}, {"Origin", "https://evil.example"}})
            .status == 403);
  CHECK(get("/", {{"Cookie", cookie}}).status == 200);
  const Response out = post("/logout", "form_token=" + token, {{"Cookie", cookie}});
  CHECK(out.status == 303);
  CHECK(header_in(out, "Location") == "/login");
  CHECK(get("/", {{"Cookie", cookie}}).status == 303);
}

TEST_CASE_FIXTURE(Guarded, "without any user the page tells how the first one is made") {
  const auto store = open();
  store->transact([&] {
    store->users().remove("anna");
    store->users().remove("carl");
  });
  const Response page = get("/login");
  CHECK(has(page.body, "sudo tlsward user add NAME --role admin"));
  CHECK_FALSE(has(page.body, "type=\"password\""));
}

TEST_CASE_FIXTURE(Guarded, "who is read-only is refused what changes anything") {
  const std::string cookie = cookie_in(log_in("carl", "correct+horse"));
  const std::string token = token_in(get("/", {{"Cookie", cookie}}).body);
  for (const Route& route : routes()) {
    if (route.access != Access::changers) continue;
    std::string path(route.pattern);
    std::ranges::replace(path, '*', 'x');
    CAPTURE(path);
    CHECK(post(path, "form_token=" + token, {{"Cookie", cookie}}).status == 403);
  }
}

}  // namespace tlsward
