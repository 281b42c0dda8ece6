// The MTA-STS policies of the domains that we host (RFC 8461 section 3.3), on the public listener:
// /.well-known/mta-sts.txt of each mta-sts.DOMAIN, from memory, the same bytes for everybody. No
// redirect, no cookie, no compression: senders take none. Beside it the question that proxies ask
// before they get a certificate for a host: is it one of these.
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

  // Whether a policy of the host is served: "mta-sts.example.org", in any case, without a port.
  bool has_host(std::string_view host) const;

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

// The host that a whole URI as the target of a request names, whatever the Host field says (RFC
// 9112 section 3.2.2); "" of a path.
std::string_view host_in_target(std::string_view uri);

// Whether the target of a request, a path or a whole URI, is a policy's, of whatever host.
bool is_policy_uri(std::string_view uri);

// Whether the target is that of the question: "/v1/ask?domain=mta-sts.example.org".
bool is_ask_uri(std::string_view uri);

// 200 if a policy of the host that it asks for is served, else 404. Everybody may ask: whoever can,
// can fetch the file, too.
int answer_to_ask(const PolicyShelf& shelf, std::string_view uri);

// GET and HEAD: 200, or 404 for a host of which none is served; 405 for any other method.
PolicyAnswer answer(const PolicyShelf& shelf, const PolicyRequest& request);

// Handlers that answer both, on any number of threads; requests for other URIs get the handlers of
// `others`. The shelf must outlive them.
Poco::Net::HTTPRequestHandlerFactory::Ptr make_policy_host(
    const PolicyShelf& shelf, Poco::Net::HTTPRequestHandlerFactory::Ptr others);

}  // namespace tlsward
