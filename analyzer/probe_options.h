// How looks at a domain are made; program/config.h sets it from [checks].
#pragma once

#include <chrono>
#include <cstddef>
#include <set>
#include <string>

namespace tlsward {

struct ProbeOptions {
  std::string trust_anchor;  // a file of DS or DNSKEY records; "" = nothing is proved
  std::string ca_file;       // PEM of a CA beside the system's; "" = none
  std::size_t https_port = 443;
  std::size_t smtp_port = 25;
  std::size_t dns_port = 53;          // of the authoritative servers that are compared
  std::set<std::string> rua;          // where reports about our own domains must go; or none
  bool allow_private = false;         // connect to private and loopback addresses, too
  std::chrono::seconds deadline{60};  // for all of one domain (RFC 8461 section 3.3)
};

// How much goes on at the same time: domains that are looked at, and addresses that are connected
// to, of all of them. What each takes is a thread and a socket.
inline constexpr std::size_t kDomainsAtOnce = 200;
inline constexpr std::size_t kConnectionsAtOnce = 256;

}  // namespace tlsward
