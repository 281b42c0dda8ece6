// Tests web/dashboard.cpp: which address is answered with what, to whom, and with which headers.
#include "web/dashboard.h"

#include "tests/support/filled_store.h"
#include "tests/support/test_dashboard.h"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/ServerSocket.h>
#include <doctest/doctest.h>

#include <iterator>

namespace tlsward {
namespace {

using tests::has;

// A database with one report of the day before "now".
class Reported : public tests::TestDashboard {
 public:
  Reported() {
    tests::put(*open(), tests::make_report("a.example", "example.com", tests::kVisitedDay, 1204));
  }
};

TEST_CASE("each address has its answer, and all others are not found") {
  const Reported dashboard;
  struct {
    const char* target;
    int status;
    const char* has;
  } const cases[] = {
      {"/", 200, "<strong>OK</strong> 1 domain fine."},
      {"/?day=2026-11-23", 200, "Mon 23 Nov 2026 (UTC)"},
      {"/?x=1&day=2026-11-22", 200, "BLIND"},
      {"/?", 200, "example.com"},
      {"/?daylight=1", 200, "Mon 23 Nov 2026"},
      {"/?day=2026-02-30", 200, "Mon 23 Nov 2026"},
      {"/?day=<script>", 200, "Mon 23 Nov 2026"},
      {"/healthz", 200, "{\"schema\":1,\"status\":\"ok\",\"reasons\":[]}\n"},
      {"/readyz", 200, "\"ready\""},
      {"/metrics", 200, "\ntlsward_sessions_total{domain=\"example.com\",policy_type=\"sts\","},
      {"", 404, "There is no such page"},
      {"/index.html", 404, "There is no such page"},
      {"/../static/style.css", 404, "There is no such page"},
      {"//", 404, "There is no such page"},
      {"?day=2026-11-23", 404, "There is no such page"},
      {"/%00", 404, "There is no such page"},
      {"/static/nothing.css", 404, "There is no such file"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.target);
    const Response response = dashboard.get(c.target);
    CHECK(response.status == c.status);
    CHECK(has(response.body, c.has));
  }
}

TEST_CASE("another method than a route's is refused, and told which there are") {
  const Reported dashboard;
  const Response posted = dashboard.post("/", "");
  CHECK(posted.status == 405);
  CHECK(posted.headers.front() == std::pair<std::string, std::string>("Allow", "GET, HEAD"));
  CHECK(dashboard.get("/preferences").status == 405);
}

TEST_CASE("what another site's page sends is refused") {
  const Reported dashboard;
  struct {
    const char* header;
    const char* value;
    int status;
  } const cases[] = {{"X-None", "", 303},
                     {"Origin", "http://127.0.0.1:8080", 303},
                     {"Origin", "http://127.0.0.1:8081", 403},
                     {"Origin", "https://elsewhere.example", 403},
                     {"Origin", "null", 403},
                     {"Sec-Fetch-Site", "same-origin", 303},
                     {"Sec-Fetch-Site", "none", 303},
                     {"Sec-Fetch-Site", "same-site", 403},
                     {"Sec-Fetch-Site", "cross-site", 403}};
  for (const auto& c : cases) {
    CAPTURE(c.header);
    CAPTURE(c.value);
    const Response response = dashboard.post("/preferences", "theme=dark",
                                             {{"Host", "127.0.0.1:8080"}, {c.header, c.value}});
    CHECK(response.status == c.status);
  }
}

TEST_CASE("without a database the pages fail, the files do not") {
  const DashboardOptions options{.database = "/nonexistent/tlsward.db"};
  CHECK_THROWS_AS(respond(options, {.path = "/"}), StoreUnusable);
  CHECK_THROWS_AS(respond(options, {.path = "/metrics"}), StoreUnusable);
  CHECK(respond(options, {.path = "/healthz"}).status == 503);
  CHECK(respond(options, {.path = "/readyz"}).status == 503);
  CHECK(respond(options, {.path = "/static/x.css"}).status == 404);
}

TEST_CASE("the pages about some domains do not show others") {
  Reported dashboard;
  dashboard.options.scope.domains = {Domain("example.org")};
  CHECK_FALSE(has(dashboard.get("/").body, "example.com"));
}

TEST_CASE("below a path its address without the slash leads to it, and no other does") {
  Reported dashboard;
  dashboard.options.base_path = "/tlsward";
  Poco::Net::ServerSocket socket(Poco::Net::SocketAddress("127.0.0.1", 0));
  Poco::Net::HTTPServer server(make_dashboard(dashboard.options), socket,
                               new Poco::Net::HTTPServerParams);  // Poco's to delete
  server.start();
  struct {
    const char* uri;
    int status;
    const char* location;
  } const cases[] = {{"/tlsward", 303, "/tlsward/"},
                     {"/tlsward?day=2026-11-23", 303, "/tlsward/?day=2026-11-23"},
                     {"/tlsward/?day=2026-11-23", 200, ""},
                     {"/tlswardx", 404, ""}};
  for (const auto& c : cases) {
    CAPTURE(c.uri);
    Poco::Net::HTTPClientSession session(socket.address());
    Poco::Net::HTTPRequest request("GET", c.uri, "HTTP/1.1");
    session.sendRequest(request);
    Poco::Net::HTTPResponse response;
    session.receiveResponse(response);
    CHECK(response.getStatus() == c.status);
    CHECK(response.get("Location", "") == c.location);
  }
  server.stop();
}

TEST_CASE("every answer forbids frames, storing and what is from elsewhere; HEAD has no body") {
  const Reported dashboard;
  Poco::Net::ServerSocket socket(Poco::Net::SocketAddress("127.0.0.1", 0));
  Poco::Net::HTTPServer server(make_dashboard(dashboard.options), socket,
                               new Poco::Net::HTTPServerParams);  // Poco's to delete
  server.start();
  struct {
    const char* method;
    const char* uri;
    int status;
    bool has_body;
  } const cases[] = {{"GET", "/?day=2026-11-23", 200, true},
                     {"HEAD", "/?day=2026-11-23", 200, false},
                     {"GET", "/nothing", 404, true},
                     {"POST", "/", 405, true}};
  for (const auto& c : cases) {
    CAPTURE(c.method);
    Poco::Net::HTTPClientSession session("127.0.0.1", socket.address().port());
    Poco::Net::HTTPRequest request(c.method, c.uri, Poco::Net::HTTPMessage::HTTP_1_1);
    request.setContentLength(0);
    session.sendRequest(request);
    Poco::Net::HTTPResponse response;
    std::istream& stream = session.receiveResponse(response);
    const std::string body{std::istreambuf_iterator<char>(stream), {}};
    CHECK(response.getStatus() == c.status);
    CHECK(body.empty() != c.has_body);
    CHECK(has(response.get("Content-Security-Policy"), "default-src 'none'; style-src 'self'"));
    CHECK(has(response.get("Content-Security-Policy"), "frame-ancestors 'none'"));
    CHECK_FALSE(has(response.get("Content-Security-Policy"), "unsafe"));
    CHECK(response.get("X-Content-Type-Options") == "nosniff");
    CHECK(response.get("X-Frame-Options") == "DENY");
    CHECK(response.get("Referrer-Policy") == (c.status == 405 ? "no-referrer" : "same-origin"));
    CHECK(response.get("Cache-Control") == "no-store");
  }
  server.stop();
}

}  // namespace
}  // namespace tlsward
