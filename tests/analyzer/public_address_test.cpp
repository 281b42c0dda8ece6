// analyzer/public_address.cpp
#include "analyzer/public_address.h"

#include <doctest/doctest.h>

namespace tlsward {

TEST_CASE("only addresses of the Internet are public, whatever they are written as") {
  for (const char* address :
       {"8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.1", "100.63.255.255", "100.128.0.1",
        "169.253.0.1", "192.0.3.1", "198.17.255.255", "198.20.0.1", "223.255.255.255",
        "2606:4700::1111", "2a00:1450:4001::1b", "::ffff:8.8.8.8", "64:ff9b::808:808"}) {
    CAPTURE(address);
    CHECK(is_public(address));
  }
}

TEST_CASE("this machine, local and private networks, multicast and reserved ones are not") {
  for (const char* address : {"127.0.0.1",
                              "127.255.255.255",
                              "0.0.0.0",
                              "10.0.0.1",
                              "172.16.0.1",
                              "172.31.255.255",
                              "192.168.1.1",
                              "169.254.169.254",
                              "100.64.0.1",
                              "192.0.2.7",
                              "198.18.0.1",
                              "203.0.113.9",
                              "224.0.0.1",
                              "255.255.255.255",
                              "::",
                              "::1",
                              "fe80::1",
                              "fc00::1",
                              "fd12:3456::1",
                              "ff02::1",
                              "2001:db8::7",
                              "2002:7f00:1::",
                              "2001:0:7f00:1::",
                              "::ffff:127.0.0.1",
                              "::ffff:10.0.0.1",
                              "::127.0.0.1",
                              "64:ff9b::a00:1",
                              "64:ff9b:1::1"}) {
    CAPTURE(address);
    CHECK_FALSE(is_public(address));
  }
}

TEST_CASE("what is no address is not public") {
  for (const char* text :
       {"", "localhost", "127.1", "0x7f.1", "8.8.8.8:25", "[::1]", "010.0.0.1"}) {
    CAPTURE(text);
    CHECK_FALSE(is_public(text));
  }
}

}  // namespace tlsward
