// What one network may take of a listener: so many connections at a time, so many requests a
// second. One stranger may be cut off; all others are served meanwhile.
#pragma once

#include "collector/limits.h"
#include "collector/token_buckets.h"
#include "schema/expected.h"

#include <Poco/Net/IPAddress.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace tlsward {

// The address without the dress in which an IPv6 socket shows IPv4 peers, ::ffff:192.0.2.1 (RFC
// 4291 section 2.5.5.2).
Poco::Net::IPAddress unmapped(const Poco::Net::IPAddress& address);

// For any number of threads; must outlive its Places.
class ConnectionGuard {
 public:
  using Clock = TokenBuckets::Clock;

  explicit ConnectionGuard(const Limits& limits)
      : limits_(limits),
        requests_(static_cast<double>(limits.request_burst),
                  static_cast<double>(limits.requests_per_second)) {}

  // A connection's place among all; is given back with the object.
  class Place {
   public:
    Place(ConnectionGuard& guard, std::string network)
        : guard_(guard), network_(std::move(network)) {}
    ~Place() { guard_.leave(network_); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    const std::string& network() const { return network_; }

   private:
    ConnectionGuard& guard_;
    const std::string network_;
  };

  // A place; or, if the network or all together have as many connections as they may, the setting
  // that says so: "limits.max_connections".
  expected<std::unique_ptr<Place>, std::string_view> admit(const std::string& network);

  // Counts a request of the network; false if it is one too many at this time.
  bool take_request(const std::string& network, Clock::time_point now) {
    return requests_.take(network, now);
  }

  // Waits until no connection has a place. False if some still has after `longest`.
  bool wait_until_empty(std::chrono::milliseconds longest);

 private:
  void leave(const std::string& network);

  const Limits limits_;
  std::mutex mutex_;
  std::condition_variable left_;
  std::size_t connections_ = 0;
  std::unordered_map<std::string, std::size_t> connections_of_;
  TokenBuckets requests_;
};

}  // namespace tlsward
