// Tests program/wire.cpp over a pair of sockets; TLS is tried by the end-to-end stories.
#include "program/wire.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>

namespace tlsward {

namespace {

using Clock = Wire::Clock;

// A wire, the peer's end of it, and the listener's word that it stops.
struct Line {
  Line() {
    std::array<int, 2> ends{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    peer = ends[1];
    wire = std::make_unique<Wire>(ends[0], draining);
    wire->set_deadline(Clock::now() + std::chrono::minutes(5));
  }
  ~Line() {
    if (peer >= 0) ::close(peer);
    ::close(draining);
  }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  void hang_up() {
    ::close(peer);
    peer = -1;
  }

  int draining = ::eventfd(0, 0);
  int peer = -1;
  std::unique_ptr<Wire> wire;
};

}  // namespace

TEST_CASE("bytes go both ways, and the peer's end is the end") {
  Line line;
  std::array<char, 16> buffer{};
  REQUIRE(::write(line.peer, "hello", 5) == 5);
  CHECK(line.wire->read(buffer.data(), buffer.size()) == 5);
  line.wire->write("answer");
  CHECK(::read(line.peer, buffer.data(), buffer.size()) == 6);
  line.hang_up();
  CHECK(line.wire->read(buffer.data(), buffer.size()) == 0);
  CHECK_THROWS_AS(line.wire->write("too late"), PeerGone);
}

TEST_CASE("nobody waits past the deadline, whatever trickles in") {
  Line line;
  std::array<char, 16> buffer{};
  line.wire->set_deadline(Clock::now());
  CHECK_THROWS_AS(line.wire->read(buffer.data(), buffer.size()), PeerGone);
  const std::string much(8 << 20, 'x');  // nobody reads it
  CHECK_THROWS_AS(line.wire->write(much), PeerGone);
}

TEST_CASE("the first byte tells TLS from anything else") {
  Line line;
  REQUIRE(::write(line.peer, "\x16\x03", 2) == 2);
  CHECK(line.wire->peer_begins_tls());
  Line plain;
  REQUIRE(::write(plain.peer, "POST", 4) == 4);
  CHECK_FALSE(plain.wire->peer_begins_tls());
}

TEST_CASE("the listener's stop ends an idle wait at once") {
  Line line;
  std::array<char, 16> buffer{};
  CHECK_FALSE(line.wire->draining());
  line.wire->set_idle_deadline(Clock::now() + std::chrono::minutes(5));
  std::thread stopper([&] { ::eventfd_write(line.draining, 1); });
  CHECK_THROWS_AS(line.wire->read(buffer.data(), buffer.size()), PeerGone);
  stopper.join();
  CHECK(line.wire->draining());
}

TEST_CASE("who closes sees the peer's end or does not wait for it long") {
  Line line;
  std::array<char, 16> buffer{};
  ssize_t last = 0;
  std::thread peer([&] {
    // Our end comes first; only then the peer ends.
    do {
      last = ::read(line.peer, buffer.data(), buffer.size());
    } while (last > 0);
    line.hang_up();
  });
  line.wire->close(Wire::Ending::complete);
  peer.join();
  CHECK(last == 0);
}

}  // namespace tlsward
