// A socket for handlers: TLS, limits per address, deadlines, and the boundary of a request. The one
// file to audit for what a stranger's connection may cost.
#pragma once

#include "collector/limits.h"

#include <Poco/Net/HTTPRequestHandlerFactory.h>

#include <cstdint>
#include <memory>
#include <string>

namespace tlsward {

// What an exception that leaves a handler means to whoever asked.
enum class Boundary {
  break_off,  // reports: 503 or 500 begun and not finished, so that the sender comes again
  complete,   // pages: a complete 500
};

struct ListenerOptions {
  std::string address = "0.0.0.0:443";  // HOST:PORT; port 0 takes a free one
  std::string certificate_file;         // PEM chain; empty = plain HTTP
  std::string private_key_file;
  Boundary boundary = Boundary::break_off;
  Limits limits;
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

  // The port it listens on.
  std::uint16_t port() const;

  // Reads the certificate files again if they changed. A pair that does not fit is logged and the
  // old one stays. Called about once a minute and on SIGHUP.
  void reload_certificate();

  // Takes no new connection, gives those under way up to 5 s, then cuts them.
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tlsward
