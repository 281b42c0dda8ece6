// Where senders POST their reports (RFC 8460 section 5.4): a request becomes a Delivery, an outcome
// a status. Hands out Poco handlers and owns no socket: program/listener.h gives them one.
#pragma once

#include "collector/limits.h"
#include "schema/delivery.h"
#include "schema/timestamp.h"

#include <Poco/Net/HTTPRequestHandlerFactory.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace tlsward {

struct EndpointOptions {
  // Takes a delivery in and returns when it is on disk; called on many threads: GroupCommit.
  std::function<std::vector<Settled>(Delivery)> accept;
  // Counts a delivery that was refused before it was read, with why.
  std::function<void(Delivery, Rejection)> refuse;
  std::function<Timestamp()> now;
  std::set<std::string> tokens;  // accepted behind /v1/tlsrpt/; if empty, any is
  std::string database;          // whose file system must have min_free_bytes
  Limits limits;
};

// Answers by the contract in docs/http.md, with 200 only after accept() has returned. What asks the
// sender to come again is thrown (ComeAgain, and whatever accept() throws), for whoever owns the
// socket to break the answer off. So is what the request's stream throws: its exceptions() must
// tell a body that is cut off or badly framed from one that is complete.
Poco::Net::HTTPRequestHandlerFactory::Ptr make_report_endpoint(const EndpointOptions& options);

}  // namespace tlsward
