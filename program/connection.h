// One connection from its first byte to its last: each request read within its deadline, handled,
// answered; and the boundary, where whatever was thrown meanwhile becomes an answer or none.
#pragma once

#include "collector/limits.h"
#include "program/connection_guard.h"
#include "program/http_exchange.h"
#include "program/occasional_log.h"
#include "program/wire.h"

#include <Poco/Net/HTTPRequestHandlerFactory.h>

#include <string>
#include <string_view>

namespace tlsward {

// What an exception that leaves a handler means to whoever asked.
enum class Boundary {
  break_off,  // reports: 503 or 500 begun and not finished, so that the sender comes again
  complete,   // pages: a complete 500
};

// What all connections of a listener share; outlives them.
struct Service {
  Poco::Net::HTTPRequestHandlerFactory::Ptr handlers;
  Boundary boundary = Boundary::break_off;
  Limits limits;
  ConnectionGuard guard{limits};
  OccasionalLog log{};
};

// For one thread.
class Connection {
 public:
  // Its TLS handshake is done. `network` is what the peer's requests are counted with.
  Connection(Service& service, Wire& wire, const Peer& peer, std::string network);

  // Serves until the peer ends, is gone, or is told to go. Never throws.
  void serve();

 private:
  // Whether the connection may have another request.
  enum class Next { request, close };

  // What is said instead of a handler's answer.
  struct Failure {
    int status = 500;
    std::chrono::seconds retry_after{0};
    std::string_view kind;  // for the log, which tells one of each
    std::string why;
  };

  bool wait_for_request(bool first);
  Next serve_request();
  Next handle(StreamedRequest& request, RequestBody& body);
  void run_handler(StreamedRequest& request);
  Next answer(StreamedRequest& request, const RequestBody& body);
  Next refuse(const HeadFault& fault);
  // Only within a catch.
  static Failure failure_of_current_exception();
  void fail(const Failure& failure);
  void send_and_close(const std::string& bytes, Wire::Ending ending);
  std::size_t receive(char* buffer, std::size_t size);
  void begin_body();

  Service& service_;
  Wire& wire_;
  const Peer& peer_;
  const std::string network_;
  ByteReader reader_;
  bool in_body_ = false;
  Wire::Clock::time_point body_began_;
  std::uint64_t body_bytes_ = 0;
};

}  // namespace tlsward
