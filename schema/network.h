// Whom an address belongs to, as far as limits are concerned.
#pragma once

#include <string>
#include <string_view>

namespace tlsward {

// Whom an address is counted with: its /24 (IPv4, mapped or not) or /64 (IPv6), for who has one
// address there usually has them all; on loopback the address itself. "192.0.2.0/24",
// "2001:db8::/64", "127.0.0.1". What is no address is returned as it is.
std::string network_of(std::string_view address);

}  // namespace tlsward
