// Tests web/request.cpp: what browsers and programs send is read once, and can be sent again.
#include "web/request.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

TEST_CASE("a query is read and written alike") {
  struct {
    const char* encoded;
    const char* again;
  } const cases[] = {{"", ""},
                     {"a=1", "?a=1"},
                     {"a=1&b=2", "?a=1&b=2"},
                     {"q=%C3%B3+x%20y", "?q=%C3%B3%20x%20y"},
                     {"a=&b", "?a=&b="},
                     {"&&a=1&", "?a=1"},
                     {"a=%zz", "?a=%25zz"},
                     {"a=%2", "?a=%252"},
                     {"a=%FF", "?a=%EF%BF%BD"},
                     {"a=<script>", "?a=%3Cscript%3E"},
                     {"a==b", "?a=%3Db"}};
  for (const auto& c : cases) {
    CAPTURE(c.encoded);
    CHECK(Parameters::parse(c.encoded).query() == c.again);
  }
}

TEST_CASE("of many pairs the first hundred are taken") {
  std::string query;
  for (int i = 0; i < 200; ++i)
    query += "a=1&";
  CHECK(Parameters::parse(query).pairs().size() == 100);
}

TEST_CASE("a value is changed in its place, added, or taken out") {
  const Parameters query = Parameters::parse("a=1&b=2&a=3");
  CHECK(query.with("a", "4").query() == "?a=4&b=2");
  CHECK(query.with("c", "5").query() == "?a=1&b=2&a=3&c=5");
  CHECK(query.without("a").query() == "?b=2");
  CHECK(query.without("x").query() == query.query());
  CHECK(query.find("a") == "1");
  CHECK(query.all("a") == std::vector<std::string>{"1", "3"});
  CHECK_FALSE(Parameters::parse("a=").find("a").has_value());
}

TEST_CASE("headers and cookies are found as browsers write them") {
  const Request request{
      .headers = {{"cookie", "theme=dark; language=pl;x=a=b"}, {"Host", "127.0.0.1:8080"}}};
  CHECK(request.header("HOST") == "127.0.0.1:8080");
  CHECK(request.header("Origin").empty());
  CHECK(request.cookie("theme") == "dark");
  CHECK(request.cookie("language") == "pl");
  CHECK(request.cookie("x") == "a=b");
  CHECK_FALSE(request.cookie("them").has_value());
}

TEST_CASE("only a form is read as one") {
  Request request{.method = "POST", .body = "a=1"};
  CHECK(request.form().pairs().empty());
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}};
  CHECK(request.form().find("a") == "1");
  request.headers = {{"Content-Type", "text/plain"}};
  CHECK(request.form().pairs().empty());
}

}  // namespace
}  // namespace tlsward
