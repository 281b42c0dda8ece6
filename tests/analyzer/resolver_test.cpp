// analyzer/resolver.cpp: what needs no DNS server; with one, tests/e2e/dkim_by_dns.sh and
// corroborated_by_dns.sh.
#include "analyzer/resolver.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <string>

namespace tlsward {
namespace {

// A port of loopback at which nobody answers.
class SilentServer {
 public:
  SilentServer() : socket_(::socket(AF_INET, SOCK_DGRAM, 0)) {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address_;
    REQUIRE(::bind(socket_, reinterpret_cast<sockaddr*>(&address_), size) == 0);
    REQUIRE(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address_), &size) == 0);
  }
  ~SilentServer() { ::close(socket_); }
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;

  std::string name() const { return "127.0.0.1:" + std::to_string(ntohs(address_.sin_port)); }

 private:
  int socket_;
  sockaddr_in address_{};
};

}  // namespace

TEST_CASE("a query that nobody answers has failed at its deadline, and so has the next") {
  const SilentServer server;
  Resolver resolver({.server = server.name(), .deadline = std::chrono::milliseconds{20}});
  CHECK(resolver.txt("2026._domainkey.sender.example").status == DnsStatus::failed);
  CHECK(resolver.txt("2026._domainkey.sender.example").status == DnsStatus::failed);
}

TEST_CASE(
    "the names of an address are absent when nobody answers, and none of what is no address") {
  const SilentServer server;
  Resolver resolver({.server = server.name(), .deadline = std::chrono::milliseconds{20}});
  CHECK_FALSE(resolver.confirmed_names("192.0.2.7"));
  CHECK_FALSE(resolver.confirmed_names("2001:db8::7"));
  for (const char* text : {"", "192.0.2", "mta.sender.example", "192.0.2.7:25"}) {
    CAPTURE(text);
    CHECK(resolver.confirmed_names(text).value().empty());
  }
}

TEST_CASE("what cannot be a name is absent, and nobody is asked") {
  const SilentServer server;
  Resolver resolver({.server = server.name(), .deadline = std::chrono::milliseconds{20}});
  for (const std::string& name :
       {std::string(64, 'a') + ".example", std::string(300, 'a'), std::string("a..example")}) {
    CAPTURE(name);
    CHECK(resolver.txt(name).status == DnsStatus::absent);
  }
}

TEST_CASE("a server that is no address is refused with what to do") {
  CHECK_THROWS_WITH_AS(Resolver({.server = "dns.example.com:53"}),
                       doctest::Contains("correct dns.server"), std::runtime_error);
}

TEST_CASE("all questions that nobody answers have failed after two deadlines, in their order") {
  const SilentServer server;
  Resolver resolver({.server = server.name(), .deadline = std::chrono::milliseconds{20}});
  const auto answers = resolver.ask({{"example.org", DnsType::mx}, {"a..b", DnsType::txt}});
  REQUIRE(answers.size() == 2);
  CHECK(answers[0].name == "example.org");
  CHECK(answers[0].status == DnsStatus::failed);
  CHECK(answers[0].why == "no answer in time");
  CHECK(answers[0].security == DnsSecurity::unchecked);
  CHECK(answers[1].status == DnsStatus::absent);
}

TEST_CASE("a trust anchor that cannot be read is refused with what to do") {
  CHECK_THROWS_WITH_AS(Resolver({.server = "127.0.0.1:53", .trust_anchor = "/nowhere/root.key"}),
                       doctest::Contains("correct checks.trust_anchor"), std::runtime_error);
}

}  // namespace tlsward
