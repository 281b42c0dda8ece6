// Tests schema/network.cpp.
#include "schema/network.h"

#include <doctest/doctest.h>

#include <string>

TEST_CASE("addresses are counted by network, on loopback each alone") {
  const struct {
    std::string address;
    std::string network;
  } cases[] = {
      {"192.0.2.77", "192.0.2.0/24"},
      {"198.51.100.1", "198.51.100.0/24"},
      {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
      {"2001:DB8:1:2::7", "2001:db8:1:2::/64"},
      {"fe80::1%eth0", "fe80::/64"},
      {"::ffff:192.0.2.77", "192.0.2.0/24"},
      {"127.0.0.1", "127.0.0.1"},
      {"127.0.2.9", "127.0.2.9"},
      {"::1", "::1"},
      {"mx.example.com", "mx.example.com"},
      {"", ""},
  };
  for (const auto& [address, network] : cases) {
    CAPTURE(address);
    CHECK(tlsward::network_of(address) == network);
  }
}
