// The pages: routes, one line each. Hands out Poco handlers and owns no socket.
#pragma once

#include "schema/domain.h"

#include <Poco/Net/HTTPRequestHandlerFactory.h>

#include <string>
#include <vector>

namespace tlsward {

struct DashboardOptions {
  std::string database;         // opened for reading, anew for each request
  std::vector<Domain> domains;  // what the overview is about; none = all that reports are about
};

// "/" shows the digest of the last complete day (?day=2026-11-24 another), "/healthz" answers 200
// while the database can be read. Everything else is 404. The handlers may be called on any number
// of threads.
Poco::Net::HTTPRequestHandlerFactory::Ptr make_dashboard(const DashboardOptions& options);

}  // namespace tlsward
