#include "web/trusted_proxies.h"

#include "schema/text.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace tlsward {

namespace {

using Address = TrustedProxies::Address;

constexpr std::size_t kMappedBytes = 12;  // before the four of IPv4

std::optional<Address> address_in(std::string_view text) {
  const std::string copy(text.substr(0, text.find('%')));
  Address address{};
  if (inet_pton(AF_INET6, copy.c_str(), address.data()) == 1) return address;
  if (inet_pton(AF_INET, copy.c_str(), address.data() + kMappedBytes) != 1) return {};
  address[10] = address[11] = 0xff;
  return address;
}

// Absent for what is none: "192.0.2.0/24", "::1".
std::optional<TrustedProxies::Network> network_in(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string_view host = text.substr(0, slash);
  const auto first = address_in(host);
  if (!first) return {};
  const int longest = host.find(':') == std::string_view::npos ? 32 : 128;
  int bits = longest;
  if (slash != std::string_view::npos) {
    const std::string_view length = text.substr(slash + 1);
    const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), bits);
    if (error != std::errc() || end != length.data() + length.size() || bits < 0 || bits > longest)
      return {};
  }
  return TrustedProxies::Network{*first, 128 - longest + bits};
}

bool is_within(const Address& address, const TrustedProxies::Network& network) {
  for (int bit = 0; bit < network.bits; bit += 8) {
    const auto byte = static_cast<std::size_t>(bit / 8);
    const int ignored = std::max(0, bit + 8 - network.bits);
    if ((address[byte] ^ network.first[byte]) >> ignored != 0) return false;
  }
  return true;
}

}  // namespace

TrustedProxies::TrustedProxies(const std::vector<std::string>& networks) {
  for (const std::string& text : networks)
    if (const auto network = network_in(text)) networks_.push_back(*network);
}

bool TrustedProxies::is_network(std::string_view text) {
  return network_in(text).has_value();
}

bool TrustedProxies::contain(std::string_view text) const {
  const auto address = address_in(text);
  return address && std::ranges::any_of(networks_, [&](const Network& network) {
           return is_within(*address, network);
         });
}

std::string TrustedProxies::client(std::string_view peer, std::string_view forwarded_for) const {
  std::string_view client = peer;
  while (contain(client) && !forwarded_for.empty()) {
    const std::size_t comma = forwarded_for.rfind(',');
    const std::size_t begin = comma == std::string_view::npos ? 0 : comma + 1;
    const std::string_view before = trimmed(forwarded_for.substr(begin));
    if (before.find('%') != std::string_view::npos || !address_in(before)) break;
    client = before;
    forwarded_for = forwarded_for.substr(0, begin == 0 ? 0 : begin - 1);
  }
  return std::string(client);
}

}  // namespace tlsward
