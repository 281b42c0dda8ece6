// An IP address and a port in the form that the kernel takes.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <string>

namespace tlsward {

struct SocketAddress {
  sockaddr_storage bytes{};
  socklen_t size = 0;  // 0 for what is no address
};

// `address`: "192.0.2.7" or "2001:db8::7".
SocketAddress socket_address(const std::string& address, std::uint16_t port);

}  // namespace tlsward
