// Tests program/listener.cpp and program/connection.cpp over plain HTTP on loopback, with handlers
// of its own; TLS, floods and slow senders are tried by the end-to-end stories.
#include "program/listener.h"

#include "collector/come_again.h"
#include "schema/store.h"
#include "tests/support/temporary_folder.h"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/StreamSocket.h>
#include <doctest/doctest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <functional>
#include <iterator>
#include <memory>
#include <mutex>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tlsward {

namespace {

using Poco::Net::HTTPServerRequest;
using Poco::Net::HTTPServerResponse;

using Work = std::function<void(HTTPServerRequest&, HTTPServerResponse&)>;

class Handler : public Poco::Net::HTTPRequestHandler {
 public:
  explicit Handler(const Work& work) : work_(work) {}
  void handleRequest(HTTPServerRequest& request, HTTPServerResponse& response) override {
    work_(request, response);
  }

 private:
  const Work& work_;
};

class Handlers : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  explicit Handlers(Work work) : work_(std::move(work)) {}
  Poco::Net::HTTPRequestHandler* createRequestHandler(const HTTPServerRequest&) override {
    return new Handler(work_);
  }

 private:
  const Work work_;
};

// Answers with the body it got.
void echo(HTTPServerRequest& request, HTTPServerResponse& response) {
  const std::string body(std::istreambuf_iterator<char>(request.stream()), {});
  response.send() << body;
}

struct Server {
  // With TLS where there is a pair in the folder `pair`.
  explicit Server(Work work, Limits limits = {}, Boundary boundary = Boundary::break_off,
                  const std::string& pair = "")
      : listener({.address = "127.0.0.1:0",
                  .certificate_file = pair.empty() ? "" : pair + "/server.crt",
                  .private_key_file = pair.empty() ? "" : pair + "/server.key",
                  .boundary = boundary,
                  .limits = limits,
                  .over_cap = [this](std::string_view setting) { tell(setting); }},
                 new Handlers(std::move(work))) {}

  // Everything the server says to the bytes, until it closes.
  std::string answer_to(const std::string& bytes) const { return talk(bytes, true); }

  // The same, of a peer that sends no more and waits.
  std::string answer_to_slow(const std::string& bytes) const { return talk(bytes, false); }

  // The settings of the caps that were exceeded.
  std::set<std::string> exceeded() {
    const std::lock_guard lock(mutex);
    return settings;
  }

  std::mutex mutex;
  std::set<std::string> settings;
  Listener listener;

 private:
  void tell(std::string_view setting) {
    const std::lock_guard lock(mutex);
    settings.emplace(setting);
  }

  std::string talk(const std::string& bytes, bool ends) const {
    Poco::Net::StreamSocket socket(Poco::Net::SocketAddress("127.0.0.1", listener.port()));
    if (!bytes.empty()) socket.sendBytes(bytes.data(), static_cast<int>(bytes.size()));
    if (ends) socket.shutdownSend();
    std::string answer;
    std::array<char, 4096> piece{};
    try {
      for (int got = socket.receiveBytes(piece.data(), piece.size()); got > 0;
           got = socket.receiveBytes(piece.data(), piece.size())) {
        answer.append(piece.data(), static_cast<std::size_t>(got));
      }
    } catch (const Poco::Net::ConnectionResetException&) {
      // It was closed before all was read of what was sent.
    }
    return answer;
  }
};

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

std::string body_of(const std::string& answer) {
  return answer.substr(answer.find("\r\n\r\n") + 4);
}

}  // namespace

TEST_CASE("requests that follow one another are answered in their order") {
  const Server server(echo);
  const std::string answer = server.answer_to(
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\none"
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ntwo\r\n0\r\n\r\n"
      "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
      "GET /never HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(count_of(answer, "HTTP/1.1 200 OK") == 3);
  CHECK(answer.find("one") < answer.find("two"));
}

TEST_CASE("a connection has so many requests and no more") {
  Limits limits;
  limits.max_keep_alive_requests = 2;
  const Server server(echo, limits);
  const std::string request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  CHECK(count_of(server.answer_to(request + request + request), "HTTP/1.1 200") == 2);
}

TEST_CASE("what is badly framed gets one answer, and nothing behind it is read as a request") {
  int handled = 0;
  const Server server([&](auto& request, auto& response) {
    echo(request, response);
    ++handled;
  });
  const std::string hidden = "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n";
  const std::string cases[] = {
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: "
      "chunked\r\n\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nabc\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
      "POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
  };
  for (const std::string& bytes : cases) {
    CAPTURE(bytes);
    const std::string answer = server.answer_to(bytes + hidden);
    CHECK(count_of(answer, "HTTP/1.1 ") == 1);
    CHECK(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"));
    CHECK(answer.find("Connection: Close") != std::string::npos);
  }
  CHECK(handled == 0);
}

TEST_CASE("a body that is cut off gets no answer") {
  int handled = 0;
  const Server server([&](auto& request, auto& response) {
    echo(request, response);
    ++handled;
  });
  CHECK(server.answer_to("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf").empty());
  CHECK(server
            .answer_to(
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n")
            .empty());
  CHECK(handled == 0);
}

TEST_CASE("a body may come at any rate if none is asked for") {
  Limits limits;
  limits.min_body_bytes_per_second = 0;
  const std::string answer =
      Server(echo, limits).answer_to("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\none");
  CHECK(answer.starts_with("HTTP/1.1 200 OK\r\n"));
}

TEST_CASE("what a handler does not read is not taken for the next request") {
  const Server server([](auto&, auto& response) { response.send() << "no, thanks"; });
  const std::string answer = server.answer_to(
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 27\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(count_of(answer, "HTTP/1.1 200") == 1);
  CHECK(answer.find("Connection: Close") != std::string::npos);
}

TEST_CASE("100 Continue is said if the body is read, and only then") {
  const std::string request =
      "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n"
      "Connection: close\r\n\r\nbody";
  CHECK(
      Server(echo).answer_to(request).starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK"));
  const Server refusing([](auto&, auto& response) {
    response.setStatusAndReason(Poco::Net::HTTPResponse::HTTP_NOT_FOUND);
    response.send();
  });
  CHECK(refusing.answer_to(request).starts_with("HTTP/1.1 404 Not Found\r\n"));
}

TEST_CASE("what a handler throws is answered with a status and broken off") {
  const struct {
    Work work;
    std::string status;
    std::string retry_after;
  } cases[] = {
      {[](auto&, auto&) {
         throw ComeAgain(429, std::chrono::seconds(300), "limits.a", "too many");
       },
       "429 Too Many Requests", "300"},
      {[](auto&, auto&) { throw StoreBusy("locked"); }, "503 Service Unavailable", "60"},
      {[](auto&, auto&) { throw StoreFull("full"); }, "503 Service Unavailable", "900"},
      {[](auto&, auto&) { throw StoreUnusable("damaged"); }, "503 Service Unavailable", "900"},
      {[](auto&, auto&) { throw std::logic_error("a bug"); }, "500 Internal Server Error", "900"},
      // Also when an answer was begun.
      {[](auto&, auto& response) {
         response.send() << "stored";
         throw std::runtime_error("but not committed");
       },
       "500 Internal Server Error", "900"},
  };
  for (const auto& one : cases) {
    CAPTURE(one.status);
    const std::string answer = Server(one.work).answer_to("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(answer.starts_with("HTTP/1.1 " + one.status + "\r\n"));
    CHECK(answer.find("Retry-After: " + one.retry_after + "\r\n") != std::string::npos);
    const std::size_t length = answer.find("Content-Length: ") + 16;
    CHECK(std::stoul(answer.substr(length)) > body_of(answer).size());
    CHECK(answer.find("stored") == std::string::npos);
  }
}

TEST_CASE("a failure that tells other figures each time is logged once a minute") {
  std::ostringstream logged;
  const auto before = spdlog::default_logger();
  spdlog::set_default_logger(std::make_shared<spdlog::logger>(
      "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(logged)));
  std::atomic<int> free_bytes = 1000;
  {
    const Server server([&](auto&, auto&) {
      throw ComeAgain(503, std::chrono::seconds(900), "limits.b",
                      std::to_string(--free_bytes) + " bytes");
    });
    for (int i = 0; i < 3; ++i)
      server.answer_to("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  }
  spdlog::set_default_logger(before);
  CHECK(count_of(logged.str(), " bytes") == 1);
}

TEST_CASE("a page that fails is a complete 500") {
  const Server server([](auto&, auto&) { throw std::runtime_error("no database"); }, {},
                      Boundary::complete);
  const std::string answer = server.answer_to("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(answer.starts_with("HTTP/1.1 500 Internal Server Error\r\n"));
  const std::size_t length = answer.find("Content-Length: ") + 16;
  CHECK(std::stoul(answer.substr(length)) == body_of(answer).size());
  CHECK(answer.find("database") == std::string::npos);
}

TEST_CASE("requests past the rate are broken off with 429") {
  Limits limits;
  limits.request_burst = 2;
  limits.requests_per_second = 1;
  const Server server(echo, limits);
  const std::string request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  const std::string answer = server.answer_to(request + request + request);
  CHECK(count_of(answer, "HTTP/1.1 200 OK") == 2);
  const std::size_t retry_after = answer.find("Retry-After: ");
  REQUIRE(retry_after != std::string::npos);
  const int seconds = std::stoi(answer.substr(retry_after + 13));
  CHECK(seconds >= 300);
  CHECK(seconds <= 900);
}

TEST_CASE("a connection past the limit is closed without an answer") {
  Limits limits;
  limits.max_connections_per_network = 0;
  const Server server(echo, limits);
  Poco::Net::StreamSocket socket(Poco::Net::SocketAddress("127.0.0.1", server.listener.port()));
  char byte = 0;
  CHECK(socket.receiveBytes(&byte, 1) == 0);
}

TEST_CASE("each cap that was exceeded is told by its setting") {
  const std::string head = "POST / HTTP/1.1\r\nHost: x\r\n";
  const struct {
    std::string setting;
    std::function<void(Limits&)> lower;
    std::string bytes;
  } cases[] = {
      {"limits.max_uri_bytes", [](Limits& limits) { limits.max_uri_bytes = 8; },
       "GET /123456789 HTTP/1.1\r\nHost: x\r\n\r\n"},
      {"limits.max_header_bytes", [](Limits& limits) { limits.max_header_bytes = 24; },
       head + "X: 0123456789\r\n\r\n"},
      {"limits.max_header_fields", [](Limits& limits) { limits.max_header_fields = 1; },
       head + "X: 0\r\n\r\n"},
      {"limits.header_deadline", [](Limits& limits) { limits.header_deadline = {}; }, "POS"},
      {"limits.header_deadline", [](Limits& limits) { limits.header_deadline = {}; }, ""},
      {"limits.body_deadline", [](Limits& limits) { limits.body_deadline = {}; },
       head + "Content-Length: 9\r\n\r\nhalf"},
      {"limits.requests_per_second",
       [](Limits& limits) { limits.request_burst = limits.requests_per_second = 0; },
       head + "Content-Length: 0\r\n\r\n"},
      {"limits.max_connections", [](Limits& limits) { limits.max_connections = 0; }, ""},
      {"limits.max_connections_per_network",
       [](Limits& limits) { limits.max_connections_per_network = 0; }, ""},
  };
  for (const auto& one : cases) {
    CAPTURE(one.setting);
    Limits limits;
    one.lower(limits);
    Server server(echo, limits);
    server.answer_to_slow(one.bytes);
    server.listener.stop();
    CHECK(server.exceeded() == std::set<std::string>{one.setting});
  }
}

TEST_CASE("who begins no TLS in time is over limits.handshake_deadline") {
  const tests::TemporaryFolder folder;
  const std::string make_pair = "bash " TLSWARD_SOURCE "/tests/support/ca.sh " + folder.path();
  REQUIRE(std::system(make_pair.c_str()) == 0);
  Limits limits;
  limits.handshake_deadline = {};
  Server server(echo, limits, Boundary::break_off, folder.path());
  CHECK(server.answer_to_slow("").empty());
  server.listener.stop();
  CHECK(server.exceeded() == std::set<std::string>{"limits.handshake_deadline"});
}

TEST_CASE("who only waits between two requests is over no cap") {
  Limits limits;
  limits.keep_alive_idle = {};
  Server server(echo, limits);
  CHECK(server.answer_to_slow("GET / HTTP/1.1\r\nHost: x\r\n\r\n").starts_with("HTTP/1.1 200"));
  server.listener.stop();
  CHECK(server.exceeded().empty());
}

TEST_CASE("a listener that cannot listen says where and what to do") {
  const Server server(echo);
  ListenerOptions options;
  options.address = server.listener.url().substr(7);
  try {
    const Listener second(options, new Handlers(echo));
    FAIL("two listeners on one port");
  } catch (const std::runtime_error& error) {
    CHECK(std::string(error.what()).starts_with(options.address + ": cannot listen: "));
  }
}

TEST_CASE("a stop ends idle connections and leaves the port") {
  Server server(echo);
  Poco::Net::StreamSocket idle(Poco::Net::SocketAddress("127.0.0.1", server.listener.port()));
  const std::string request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  idle.sendBytes(request.data(), static_cast<int>(request.size()));
  std::array<char, 4096> answer{};
  CHECK(idle.receiveBytes(answer.data(), answer.size()) > 0);
  server.listener.stop();
  CHECK(idle.receiveBytes(answer.data(), answer.size()) == 0);
}

}  // namespace tlsward
