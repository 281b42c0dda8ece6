#include "program/connection_guard.h"

#include <algorithm>

namespace tlsward {

namespace {

// So many networks are remembered; who comes back after so many others begins with a full bucket.
constexpr std::size_t kMaxBuckets = 64 << 10;

}  // namespace

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

ConnectionGuard::Bucket& ConnectionGuard::bucket_of(const std::string& network,
                                                    Clock::time_point now) {
  if (const auto known = bucket_at_.find(network); known != bucket_at_.end()) {
    buckets_.splice(buckets_.begin(), buckets_, known->second);
    return buckets_.front();
  }
  if (buckets_.size() >= kMaxBuckets) {
    bucket_at_.erase(buckets_.back().network);
    buckets_.pop_back();
  }
  buckets_.push_front({network, static_cast<double>(limits_.request_burst), now});
  bucket_at_[network] = buckets_.begin();
  return buckets_.front();
}

bool ConnectionGuard::take_request(const std::string& network, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  Bucket& bucket = bucket_of(network, now);
  const double seconds = std::chrono::duration<double>(now - bucket.filled).count();
  bucket.tokens =
      std::min(static_cast<double>(limits_.request_burst),
               bucket.tokens + seconds * static_cast<double>(limits_.requests_per_second));
  bucket.filled = now;
  if (bucket.tokens < 1) return false;
  bucket.tokens -= 1;
  return true;
}

}  // namespace tlsward
