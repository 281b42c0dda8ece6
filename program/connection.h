// One connection from its first byte to its last: each request read within its deadline, handled,
// answered; and the boundary, where whatever was thrown meanwhile becomes an answer or none.
#pragma once

#include "collector/limits.h"
#include "program/connection_guard.h"
#include "program/http_exchange.h"
#include "program/occasional_log.h"
#include "program/wire.h"

#include <Poco/Net/HTTPRequestHandlerFactory.h>

#include <functional>
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
  // Somebody was over the cap of this setting, and the line says what became of it.
  void tell_exceeded(std::string_view setting, std::string_view line) {
    over_cap(setting);
    log.warn(setting, line);
  }

  Poco::Net::HTTPRequestHandlerFactory::Ptr handlers;
  Boundary boundary = Boundary::break_off;
  Limits limits;
  // Called by any thread with the setting, "limits.max_connections", as often as one is exceeded.
  std::function<void(std::string_view)> over_cap;
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
    std::string_view setting;  // the cap that was met; "" if none
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
  void expect_body(std::uint64_t bytes);
  void cut_off();

  Service& service_;
  Wire& wire_;
  const Peer& peer_;
  const std::string network_;
  ByteReader reader_;
  bool in_body_ = false;
  std::string_view deadline_of_;  // the setting that bounds the wait; "" if too slow is no fault
  Wire::Clock::time_point body_began_;
  std::uint64_t body_bytes_ = 0;
};

}  // namespace tlsward
