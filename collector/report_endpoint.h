// Where senders POST their reports (RFC 8460 section 5.4): a request becomes a Delivery, an outcome
// a status. Hands out Poco handlers and owns no socket: program/listener.h gives them one.
#pragma once

#include "collector/group_commit.h"
#include "collector/limits.h"

#include <Poco/Net/HTTPRequestHandlerFactory.h>

#include <functional>
#include <memory>
#include <set>
#include <string>

namespace tlsward {

struct EndpointOptions {
  std::set<std::string> tokens;  // accepted behind /v1/tlsrpt/; if empty, any is
  std::string database;          // whose file system must have min_free_bytes
};

// Answers by the contract in docs/http.md. 200 only after the commit. An answer that asks the
// sender to come again (429, 503) is broken off on purpose: the commonest sender takes any complete
// answer for success. The handlers may be called on any number of threads; the GroupCommit must
// outlive them.
Poco::Net::HTTPRequestHandlerFactory::Ptr make_report_endpoint(GroupCommit& intake,
                                                               const Limits& limits,
                                                               const EndpointOptions& options);

}  // namespace tlsward
