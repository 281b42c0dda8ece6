// A socket for handlers: TLS, limits per network, deadlines. Poco's HTTPServer is not used: its
// timeouts start anew with each byte, 500 idle connections keep everybody else out, and it takes a
// body that is cut off for a whole one.
#pragma once

#include "collector/limits.h"
#include "program/connection.h"

#include <Poco/Net/HTTPRequestHandlerFactory.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace tlsward {

struct ListenerOptions {
  std::string address = "0.0.0.0:443";  // HOST:PORT; port 0 takes a free one
  std::string certificate_file;         // PEM chain; empty = plain HTTP
  std::string host_certificates;        // folder of those of hosts; empty = one for all
  std::string private_key_file;
  Boundary boundary = Boundary::break_off;
  Limits limits;
  // Called by any thread with the setting, "limits.max_connections", as often as one is exceeded.
  std::function<void(std::string_view)> over_cap = [](std::string_view) {};
};

// One listening socket and its threads. Made, started and destroyed by program/serve.cpp, on one
// thread.
class Listener {
 public:
  // Binds and listens. Throws std::runtime_error with what to do: address in use, certificate
  // unreadable or not of the key, key readable by others.
  Listener(const ListenerOptions& options, Poco::Net::HTTPRequestHandlerFactory::Ptr handlers);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  // Where it listens: "https://0.0.0.0:443", with the port it got for 0.
  std::string url() const;
  std::uint16_t port() const;
  bool is_loopback() const;

  // Reads the certificate files again if they changed. A pair that does not fit is logged and the
  // old one stays. Called every 30 s and on SIGHUP.
  void reload_certificate();

  // Shows the certificates of these hosts, in lower case, to who asks for one of them, from now on;
  // reads those again that changed. For one thread.
  void reload_host_certificates(const std::set<std::string>& hosts);

  // From when and until when its certificate is good; absent where it speaks plain HTTP.
  std::optional<Timestamp> certificate_not_before() const;
  std::optional<Timestamp> certificate_not_after() const;

  // Takes no new connection and ends those that ask for nothing. For the others each wait for the
  // peer ends within 5 s; then waits for what is being stored, at most an hour.
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tlsward
