// The proxies before the dashboard whose word counts: who asks through them, and whether by TLS.
// Anybody else's X-Forwarded-For is ignored.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

class TrustedProxies {
 public:
  using Address = std::array<std::uint8_t, 16>;  // IPv4 is mapped (RFC 4291 section 2.5.5.2)

  struct Network {
    Address first{};
    int bits = 128;  // that an address must share with it
  };

  TrustedProxies() = default;

  // Of addresses and networks as is_network() takes them; others are left out.
  explicit TrustedProxies(const std::vector<std::string>& networks);

  // "127.0.0.1", "::1", "192.0.2.0/24", "2001:db8::/32".
  static bool is_network(std::string_view text);

  // Whether the address is in one of them. An IPv4 address may be written as a mapped one.
  bool contain(std::string_view address) const;

  // Whose request a peer's is: the peer's own where it is no proxy of ours, else the last one in
  // X-Forwarded-For that is none. "192.0.2.1"; what is no address there ends the search.
  std::string client(std::string_view peer, std::string_view forwarded_for) const;

 private:
  std::vector<Network> networks_;
};

}  // namespace tlsward
