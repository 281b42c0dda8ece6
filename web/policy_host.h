// The MTA-STS policies of the domains that we host (RFC 8461 section 3.3), on the public listener:
// /.well-known/mta-sts.txt of each mta-sts.DOMAIN, from memory, the same bytes for everybody. No
// redirect, no cookie, no compression: senders take none.
#pragma once

#include "schema/policies.h"

#include <Poco/Net/HTTPRequestHandlerFactory.h>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// What is served now. For any number of threads.
class PolicyShelf {
 public:
  // From now on these, and nothing else.
  void replace(const std::vector<HostedPolicy>& policies);

  // The file of a host, as a request or a TLS handshake names it: "MTA-STS.example.org.:443". Null
  // if it is not "mta-sts." before a domain of which a policy is served.
  std::shared_ptr<const std::string> find(std::string_view host) const;

 private:
  using Files = std::map<Domain, std::shared_ptr<const std::string>>;

  mutable std::mutex mutex_;
  Files files_;
};

// What there is of a request.
struct PolicyRequest {
  std::string method;
  std::string host;  // the Host field, or of a URI that is whole its authority
};

// An answer: its body is null where there is no policy for that host.
struct PolicyAnswer {
  int status = 404;
  std::shared_ptr<const std::string> body;
};

// Whether the target of a request, a path or a whole URI, is a policy's, of whatever host.
bool is_policy_uri(std::string_view uri);

// GET and HEAD: 200, or 404 for a host of which none is served; 405 for any other method.
PolicyAnswer answer(const PolicyShelf& shelf, const PolicyRequest& request);

// Handlers that answer so, on any number of threads; requests for other URIs get the handlers of
// `others`. The shelf must outlive them.
Poco::Net::HTTPRequestHandlerFactory::Ptr make_policy_host(
    const PolicyShelf& shelf, Poco::Net::HTTPRequestHandlerFactory::Ptr others);

}  // namespace tlsward
