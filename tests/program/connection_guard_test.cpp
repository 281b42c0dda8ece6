// Tests program/connection_guard.cpp.
#include "program/connection_guard.h"

#include <Poco/Net/IPAddress.h>
#include <doctest/doctest.h>

#include <thread>
#include <vector>

namespace tlsward {

using Clock = ConnectionGuard::Clock;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE("an IPv4 peer of an IPv6 socket is shown as what it is") {
  for (const std::string address : {"192.0.2.77", "::ffff:192.0.2.77"}) {
    CAPTURE(address);
    CHECK(unmapped(Poco::Net::IPAddress(address)).toString() == "192.0.2.77");
  }
  CHECK(unmapped(Poco::Net::IPAddress("2001:db8::1")).toString() == "2001:db8::1");
}

TEST_CASE("a network is cut off at its limit, and others are not") {
  Limits limits;
  limits.max_connections = 3;
  limits.max_connections_per_network = 2;
  ConnectionGuard guard(limits);
  auto one = guard.admit("192.0.2.0/24");
  auto two = guard.admit("192.0.2.0/24");
  CHECK(one);
  CHECK(two);
  CHECK(guard.admit("192.0.2.0/24").error() == "limits.max_connections_per_network");
  auto other = guard.admit("198.51.100.0/24");
  CHECK(other);
  CHECK(guard.admit("203.0.113.0/24").error() == "limits.max_connections");
  one->reset();
  CHECK(guard.admit("192.0.2.0/24"));
}

TEST_CASE("a stop waits for the last connection") {
  ConnectionGuard guard(Limits{});
  auto place = guard.admit("192.0.2.0/24");
  CHECK_FALSE(guard.wait_until_empty(milliseconds(1)));
  std::thread last([&] { place->reset(); });
  CHECK(guard.wait_until_empty(std::chrono::minutes(5)));
  last.join();
}

TEST_CASE("a network may burst, then has so many requests a second") {
  Limits limits;
  limits.request_burst = 3;
  limits.requests_per_second = 2;
  ConnectionGuard guard(limits);
  const Clock::time_point start{};
  for (int i = 0; i < 3; ++i)
    CHECK(guard.take_request("192.0.2.0/24", start));
  CHECK_FALSE(guard.take_request("192.0.2.0/24", start));
  CHECK(guard.take_request("198.51.100.0/24", start));
  CHECK_FALSE(guard.take_request("192.0.2.0/24", start + milliseconds(499)));
  for (int i = 0; i < 2; ++i)
    CHECK(guard.take_request("192.0.2.0/24", start + seconds(1)));
  CHECK_FALSE(guard.take_request("192.0.2.0/24", start + seconds(1)));
  for (int i = 0; i < 3; ++i)
    CHECK(guard.take_request("192.0.2.0/24", start + seconds(100)));
  CHECK_FALSE(guard.take_request("192.0.2.0/24", start + seconds(100)));
}

}  // namespace tlsward
