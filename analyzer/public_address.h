// Which addresses strangers may make us connect to: what a name in DNS leads to is theirs to choose
// (server-side request forgery).
#pragma once

#include <string>

namespace tlsward {

// Whether the address is one of the Internet: not this machine, a private or local network, a
// multicast group, a documentation or benchmark network, nor an IPv6 form of such an IPv4 address.
// False for what is no address.
bool is_public(const std::string& address);

}  // namespace tlsward
