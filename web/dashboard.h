// The pages: routes, one line each. Hands out Poco handlers and owns no socket.
#pragma once

#include "analyzer/digest.h"
#include "schema/timestamp.h"
#include "web/response.h"

#include <Poco/Net/HTTPRequestHandlerFactory.h>

#include <string>
#include <string_view>

namespace tlsward {

struct DashboardOptions {
  std::string database;  // opened for reading, anew for each request
  DigestScope scope;     // what the overview is about
};

// The answer to a GET of `uri` (path and query as in the request line): "/" is the digest of
// yesterday (?day=2026-11-24 of another day, 400 for what is no day), "/style.css" its style,
// "/healthz" says "ok" while the database can be read; everything else is 404. Throws what the
// Store throws.
Response respond(const DashboardOptions& options, std::string_view uri, Day today);

// Handlers that answer so, on any number of threads. GET and HEAD only, else 405.
Poco::Net::HTTPRequestHandlerFactory::Ptr make_dashboard(const DashboardOptions& options);

}  // namespace tlsward
