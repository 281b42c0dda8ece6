// Tests web/dashboard.cpp: which address is answered with what, and with which headers.
#include "web/dashboard.h"

#include "tests/support/filled_store.h"
#include "tests/support/temporary_folder.h"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/ServerSocket.h>
#include <doctest/doctest.h>

#include <iterator>

namespace tlsward {
namespace {

const Day kDay = *parse_day("2026-11-23");
const Day kToday = kDay + std::chrono::days(1);

// A database with one report of kDay.
class Reported {
 public:
  Reported() {
    const auto store = open_store(options.database, Commits::each);
    tests::put(*store, tests::make_report("a.example", "example.com", kDay, 1204));
  }

 private:
  tests::TemporaryFolder folder_;

 public:
  DashboardOptions options{.database = folder_ / "tlsward.db"};
};

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("each address has its answer, and all others are not found") {
  const Reported reported;
  struct {
    const char* uri;
    int status;
    const char* has;
  } const cases[] = {
      {"/", 200, "<strong>OK</strong> 1 domain fine."},
      {"/?day=2026-11-23", 200, "<h1>Was mail protected on Mon 23 Nov 2026 (UTC)?</h1>"},
      {"/?x=1&day=2026-11-22", 200, "<strong>BLIND</strong>"},
      {"/?", 200, "example.com"},
      {"/?daylight=1", 200, "Mon 23 Nov 2026"},
      {"/?day=", 400, "2026-11-24"},
      {"/?day=2026-02-30", 400, "2026-11-24"},
      {"/?day=<script>", 400, "2026-11-24"},
      {"/healthz", 200, "ok\n"},
      {"/style.css", 200, "prefers-color-scheme: dark"},
      {"", 404, "no such page"},
      {"/index.html", 404, "no such page"},
      {"/../style.css", 404, "no such page"},
      {"//", 404, "no such page"},
      {"?day=2026-11-23", 404, "no such page"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.uri);
    const Response response = respond(reported.options, c.uri, kToday);
    CHECK(response.status == c.status);
    CHECK(has(response.body, c.has));
  }
}

TEST_CASE("without a database the pages and the health check fail, the style does not") {
  const DashboardOptions options{.database = "/nonexistent/tlsward.db"};
  CHECK_THROWS_AS(respond(options, "/", kToday), StoreUnusable);
  CHECK_THROWS_AS(respond(options, "/healthz", kToday), StoreUnusable);
  CHECK(respond(options, "/style.css", kToday).status == 200);
}

TEST_CASE("the page about some domains does not show others") {
  Reported reported;
  reported.options.scope.domains = {Domain("example.org")};
  CHECK_FALSE(has(respond(reported.options, "/", kToday).body, "example.com"));
}

TEST_CASE("every answer forbids scripts, frames and storing; HEAD has no body, POST is refused") {
  const Reported reported;
  Poco::Net::ServerSocket socket(Poco::Net::SocketAddress("127.0.0.1", 0));
  Poco::Net::HTTPServer server(make_dashboard(reported.options), socket,
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
    CHECK(response.get("X-Content-Type-Options") == "nosniff");
    CHECK(response.get("Referrer-Policy") == "no-referrer");
    CHECK(response.get("Cache-Control") == "no-store");
  }
  server.stop();
}

}  // namespace
}  // namespace tlsward
