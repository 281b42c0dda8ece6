// Tests web/preferences.cpp: language, colours and depth, and where the form leads back to.
#include "web/preferences.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace tlsward {
namespace {

TEST_CASE("the language is the chosen one, else the best of what the browser accepts") {
  struct {
    const char* cookie;
    const char* accept;
    const char* want;
  } const cases[] = {{"", "", "en"},
                     {"", "pl", "pl"},
                     {"", "pl-PL,pl;q=0.9,en;q=0.8", "pl"},
                     {"", "en-GB,en;q=0.9,pl;q=0.8", "en"},
                     {"", "de,pl;q=0.5,en;q=0.7", "en"},
                     {"", "de", "en"},
                     {"", ";q=,,,q=1", "en"},
                     {"", "PL", "pl"},
                     {"language=pl", "en", "pl"},
                     {"language=xx", "pl", "pl"},
                     {"language=../../x", "", "en"}};
  for (const auto& c : cases) {
    CAPTURE(c.cookie);
    CAPTURE(c.accept);
    const Request request{.headers = {{"Cookie", c.cookie}, {"Accept-Language", c.accept}}};
    CHECK(read_preferences(request).language->code() == c.want);
  }
}

TEST_CASE("colours and depth are what is known, else as usual") {
  const auto read = [](const char* cookie) {
    return read_preferences({.headers = {{"Cookie", cookie}}});
  };
  CHECK(read("theme=dark").theme == "dark");
  CHECK(read("theme=\"><script>").theme == "auto");
  CHECK(read("depth=technical").technical);
  CHECK_FALSE(read("depth=1").technical);
}

TEST_CASE("a choice is kept in a cookie, and the form leads back") {
  const auto keep = [](const char* body) {
    return keep_preferences({.method = "POST",
                             .body = body,
                             .headers = {{"Content-Type", "application/x-www-form-urlencoded"}}},
                            "/tlsward");
  };
  struct {
    const char* body;
    const char* location;
    const char* cookie;  // "" = none is set
  } const cases[] = {
      {"theme=dark&back=%2Fproblems%3Fday%3D2026-11-23", "/tlsward/problems?day=2026-11-23",
       "theme=dark; Path=/tlsward/; Max-Age=31536000; SameSite=Lax; HttpOnly"},
      {"language=pl", "/tlsward/",
       "language=pl; Path=/tlsward/; Max-Age=31536000; SameSite=Lax; HttpOnly"},
      {"depth=technical", "/tlsward/",
       "depth=technical; Path=/tlsward/; Max-Age=31536000; SameSite=Lax; HttpOnly"},
      {"theme=purple", "/tlsward/", ""},
      {"theme=dark%0d%0aX: y", "/tlsward/", ""},
      {"back=https://elsewhere.example", "/tlsward/", ""},
      {"back=//elsewhere.example", "/tlsward/", ""},
      {"back=/a%0d%0aSet-Cookie: x", "/tlsward/", ""}};
  for (const auto& c : cases) {
    CAPTURE(c.body);
    const Response response = keep(c.body);
    CHECK(response.status == 303);
    CHECK(response.headers.front() == std::pair<std::string, std::string>("Location", c.location));
    const auto cookie = std::ranges::find(response.headers, "Set-Cookie",
                                          &std::pair<std::string, std::string>::first);
    CHECK((cookie == response.headers.end() ? "" : cookie->second) == c.cookie);
  }
}

}  // namespace
}  // namespace tlsward
