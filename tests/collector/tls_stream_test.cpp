// Tests collector/tls_stream.cpp and stop_signal.cpp over a plain connection; the stories
// tests/e2e/imap_login.sh and mail_hostile.sh have TLS.
#include "collector/tls_stream.h"

#include "collector/stop_signal.h"

#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/StreamSocket.h>
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <functional>
#include <thread>

namespace tlsward {

namespace {

using Clock = TlsStream::Clock;
using std::chrono::milliseconds;
using std::chrono::seconds;

// A server that says nothing.
struct Silent {
  Poco::Net::ServerSocket socket{Poco::Net::SocketAddress("127.0.0.1", 0)};
  TlsPeer peer{.host = "127.0.0.1",
               .port = socket.address().port(),
               .settings = "mail.",
               .too_late = "too late"};
};

std::string fault_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const MailServerError& error) {
    return error.what();
  }
  return {};
}

}  // namespace

TEST_CASE("a server that is not there is told with the names of its settings") {
  Silent server;
  server.socket.close();
  const std::string want = fmt::format(
      "cannot be reached on port {}: Connection refused; check mail.host and mail.port, and "
      "whether the server runs",
      server.peer.port);
  CHECK(fault_of([&] { TlsStream(server.peer, {.deadline = Clock::now() + seconds(20)}); }) ==
        want);
}

TEST_CASE_FIXTURE(Silent, "a wait ends at the deadline and after a silence, in the peer's words") {
  const Patience cases[] = {
      {.deadline = Clock::now() + milliseconds(100)},
      {.deadline = Clock::now() + seconds(60), .longest_silence = seconds(0)},
  };
  for (const Patience& patience : cases) {
    TlsStream stream(peer, patience);
    char byte = 0;
    CHECK(fault_of([&] { stream.read(&byte, 1); }) == "too late");
    CHECK(fault_of([&] { stream.start_tls(); }) == "too late");
  }
  CHECK(Clock::now() < cases[1].deadline);
}

TEST_CASE_FIXTURE(Silent, "a stop ends every wait, one that came before too") {
  std::stop_source stop;
  const StopSignal signal(stop.get_token());
  const Patience patience{.deadline = Clock::now() + seconds(60), .stop = signal.descriptor()};
  TlsStream stream(peer, patience);
  CHECK_FALSE(stream.wait_for_bytes(Clock::now()));
  const std::jthread stopper([&] { stop.request_stop(); });
  char byte = 0;
  CHECK_THROWS_AS(stream.read(&byte, 1), Stopped);
  CHECK_THROWS_AS(stream.write("x"), Stopped);
  CHECK_THROWS_AS(TlsStream(peer, patience), Stopped);
  CHECK(Clock::now() < patience.deadline);
}

TEST_CASE_FIXTURE(Silent, "what a server said can be asked for, read, and ends") {
  TlsStream stream(peer, {.deadline = Clock::now() + seconds(20)});
  CHECK(stream.own_address() == "127.0.0.1");
  {
    Poco::Net::StreamSocket client = socket.acceptConnection();
    client.sendBytes("hi", 2);
  }
  CHECK(stream.wait_for_bytes(Clock::now() + seconds(20)));
  char bytes[8] = {};
  CHECK(stream.read(bytes, 1) == 1);
  CHECK(stream.read(bytes + 1, 7) == 1);
  CHECK(std::string(bytes) == "hi");
  CHECK(fault_of([&] { stream.read(bytes, 1); }) == "the server closed the connection");
}

}  // namespace tlsward
