// The page behind the link in mails that ends them (RFC 8058), on the public listener:
// /v1/unsubscribe/TOKEN. A POST ends them, a GET only shows a button that POSTs: those who look
// through mails for viruses follow every link. No cookie, no redirect, no login: the token is all.
#pragma once

#include "analyzer/owner.h"
#include "schema/subscriptions.h"
#include "web/response.h"

#include <Poco/Net/HTTPRequestHandlerFactory.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

struct UnsubscribeOptions {
  std::string database;       // opened anew for each request, for reading unless it is a POST
  std::vector<Owner> owners;  // whose mails may be ended
  std::function<Timestamp()> now;
  std::function<void(const EndedSubscription&)> ended;  // called once for each, after the commit
};

// What there is of a request.
struct UnsubscribeRequest {
  std::string method;
  std::string uri;  // as in the request line
  std::string body;
};

// Whether the URI of a request is of this page, whatever the token.
bool is_unsubscribe_uri(std::string_view uri);

// GET and HEAD: 200 with a button, or with the word that it is done. POST: ends the mails by a body
// that says List-Unsubscribe=One-Click, 200 each time; 400 for another body. A token of nobody:
// 404. Another method: 405. Throws what the Store throws.
Response respond(const UnsubscribeOptions& options, const UnsubscribeRequest& request);

// Handlers that answer so, on any number of threads, a body of more than 4 KiB by 413; requests for
// other URIs get the handlers of `others`.
Poco::Net::HTTPRequestHandlerFactory::Ptr make_unsubscribe_page(
    UnsubscribeOptions options, Poco::Net::HTTPRequestHandlerFactory::Ptr others);

}  // namespace tlsward
