// Tests web/trusted_proxies.h.
#include "web/trusted_proxies.h"

#include <doctest/doctest.h>

namespace tlsward {

TEST_CASE("a proxy is named by an address or a network") {
  const struct {
    const char* text;
    bool is_network;
  } cases[] = {{"127.0.0.1", true},
               {"::1", true},
               {"192.0.2.0/24", true},
               {"2001:db8::/32", true},
               {"0.0.0.0/0", true},
               {"192.0.2.0/33", false},
               {"2001:db8::/129", false},
               {"192.0.2.0/", false},
               {"192.0.2.0/-1", false},
               {"192.0.2.0/8x", false},
               {"localhost", false},
               {"192.0.2", false},
               {"", false},
               {"/24", false}};
  for (const auto& [text, is_network] : cases) {
    CAPTURE(text);
    CHECK(TrustedProxies::is_network(text) == is_network);
  }
}

TEST_CASE("an address is a proxy's where one of the networks has it") {
  const TrustedProxies proxies({"127.0.0.1", "192.0.2.128/25", "2001:db8:7::/47"});
  const struct {
    const char* address;
    bool is_proxy;
  } cases[] = {{"127.0.0.1", true},
               {"127.0.0.2", false},
               {"192.0.2.128", true},
               {"192.0.2.255", true},
               {"192.0.2.127", false},
               {"::ffff:192.0.2.200", true},
               {"2001:db8:6::1", true},
               {"2001:db8:7::1", true},
               {"2001:db8:8::1", false},
               {"::ffff:198.51.100.1", false},
               {"", false},
               {"no address", false}};
  for (const auto& [address, is_proxy] : cases) {
    CAPTURE(address);
    CHECK(proxies.contain(address) == is_proxy);
  }
  CHECK_FALSE(TrustedProxies().contain("127.0.0.1"));
}

TEST_CASE("who asks is told by proxies of ours only, from the last one backwards") {
  const TrustedProxies proxies({"127.0.0.1", "192.0.2.0/24"});
  const struct {
    const char* peer;
    const char* forwarded_for;
    const char* client;
  } cases[] = {
      {"198.51.100.1", "", "198.51.100.1"},
      {"198.51.100.1", "203.0.113.9", "198.51.100.1"},  // a stranger's word
      {"127.0.0.1", "", "127.0.0.1"},
      {"127.0.0.1", "203.0.113.9", "203.0.113.9"},
      {"127.0.0.1", "198.51.100.66, 203.0.113.9", "203.0.113.9"},  // the first is the client's word
      {"127.0.0.1", "203.0.113.9,192.0.2.7", "203.0.113.9"},
      {"127.0.0.1", "203.0.113.9, not an address", "127.0.0.1"},
      {"127.0.0.1", "203.0.113.9, fe80::1% user=x", "127.0.0.1"},  // nothing beside an address
      {"127.0.0.1", ",", "127.0.0.1"},
      {"127.0.0.1", "192.0.2.7", "192.0.2.7"},
  };
  for (const auto& [peer, forwarded_for, client] : cases) {
    CAPTURE(peer);
    CAPTURE(forwarded_for);
    CHECK(proxies.client(peer, forwarded_for) == client);
  }
}

}  // namespace tlsward
