#include "analyzer/public_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace tlsward {
namespace {

using Bytes = std::array<std::uint8_t, 16>;

struct Network {
  const char* prefix;
  int bits;
};

// The special-purpose registries (RFC 6890 and its updates) and multicast.
constexpr Network kNotPublic4[] = {
    {"0.0.0.0", 8},      {"10.0.0.0", 8},     {"100.64.0.0", 10}, {"127.0.0.0", 8},
    {"169.254.0.0", 16}, {"172.16.0.0", 12},  {"192.0.0.0", 24},  {"192.0.2.0", 24},
    {"192.88.99.0", 24}, {"192.168.0.0", 16}, {"198.18.0.0", 15}, {"198.51.100.0", 24},
    {"203.0.113.0", 24}, {"224.0.0.0", 4},    {"240.0.0.0", 4},
};

// Global unicast is 2000::/3; of it these are not, or hold an IPv4 address (Teredo, 6to4).
constexpr Network kPublic6 = {"2000::", 3};
constexpr Network kNotPublic6[] = {
    {"2001::", 23}, {"2001:db8::", 32}, {"2002::", 16}, {"3fff::", 20}};

// RFC 4291 section 2.5.5.2 and RFC 6052 section 2.1: an IPv4 address in the last four bytes.
constexpr Network kHolds4[] = {{"::ffff:0:0", 96}, {"64:ff9b::", 96}};

bool is_in(std::span<const std::uint8_t> address, const Network& network) {
  Bytes prefix{};
  inet_pton(address.size() == 4 ? AF_INET : AF_INET6, network.prefix, prefix.data());
  for (int bit = 0; bit < network.bits; ++bit) {
    const auto byte = static_cast<std::size_t>(bit / 8);
    const auto mask = static_cast<std::uint8_t>(0x80U >> static_cast<unsigned>(bit % 8));
    if (((address[byte] ^ prefix[byte]) & mask) != 0) return false;
  }
  return true;
}

bool is_in_any(std::span<const std::uint8_t> address, std::span<const Network> networks) {
  return std::ranges::any_of(networks,
                             [&](const Network& network) { return is_in(address, network); });
}

bool is_public4(std::span<const std::uint8_t> address) {
  return !is_in_any(address, kNotPublic4);
}

}  // namespace

bool is_public(const std::string& address) {
  Bytes bytes{};
  if (inet_pton(AF_INET, address.c_str(), bytes.data()) == 1)
    return is_public4(std::span(bytes).first(4));
  if (inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1) return false;
  if (is_in_any(bytes, kHolds4)) return is_public4(std::span(bytes).last(4));
  return is_in(bytes, kPublic6) && !is_in_any(bytes, kNotPublic6);
}

}  // namespace tlsward
