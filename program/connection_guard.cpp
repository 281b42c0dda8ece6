#include "program/connection_guard.h"

namespace tlsward {

using Poco::Net::AddressFamily;
using Poco::Net::IPAddress;

IPAddress unmapped(const IPAddress& address) {
  if (address.family() == AddressFamily::IPv4 || !address.isIPv4Mapped()) return address;
  const std::string text = address.toString();
  return IPAddress(text.substr(text.rfind(':') + 1));
}

expected<std::unique_ptr<ConnectionGuard::Place>, std::string_view> ConnectionGuard::admit(
    const std::string& network) {
  const std::lock_guard lock(mutex_);
  if (connections_ >= limits_.max_connections)
    return unexpected(std::string_view("limits.max_connections"));
  std::size_t& of_network = connections_of_[network];
  if (of_network >= limits_.max_connections_per_network)
    return unexpected(std::string_view("limits.max_connections_per_network"));
  auto place = std::make_unique<Place>(*this, network);
  ++of_network;
  ++connections_;
  return place;
}

void ConnectionGuard::leave(const std::string& network) {
  const std::lock_guard lock(mutex_);
  const auto of_network = connections_of_.find(network);
  if (--of_network->second == 0) connections_of_.erase(of_network);
  // Under the lock: whoever waits may destroy the guard as soon as it is empty.
  if (--connections_ == 0) left_.notify_all();
}

bool ConnectionGuard::wait_until_empty(std::chrono::milliseconds longest) {
  std::unique_lock lock(mutex_);
  return left_.wait_for(lock, longest, [&] { return connections_ == 0; });
}

}  // namespace tlsward
