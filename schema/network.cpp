#include "schema/network.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace tlsward {
namespace {

using Bytes = std::array<std::uint8_t, sizeof(in6_addr)>;

// The first bytes of an address, and 0 for the others, as text.
std::string text_of(int family, Bytes bytes, std::size_t kept) {
  std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(kept), bytes.end(), std::uint8_t{0});
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(family, bytes.data(), text.data(), text.size());
  return fmt::format("{}/{}", text.data(), 8 * kept);
}

// RFC 4291 section 2.5.5.2.
bool is_mapped(const Bytes& bytes) {
  constexpr std::array<std::uint8_t, 12> prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  return std::equal(prefix.begin(), prefix.end(), bytes.begin());
}

bool is_loopback(const Bytes& bytes) {
  Bytes loopback{};
  loopback.back() = 1;
  return bytes == loopback;
}

}  // namespace

std::string network_of(std::string_view address) {
  const std::string text(address.substr(0, address.find('%')));
  Bytes bytes{};
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) {
    if (is_mapped(bytes)) return network_of(text.substr(text.rfind(':') + 1));
    return is_loopback(bytes) ? text : text_of(AF_INET6, bytes, 8);
  }
  if (inet_pton(AF_INET, text.c_str(), bytes.data()) != 1) return std::string(address);
  return bytes.front() == 127 ? text : text_of(AF_INET, bytes, 3);
}

}  // namespace tlsward
