#include "web/response.h"

#include <fmt/format.h>

#include <ostream>

namespace tlsward {

using Poco::Net::HTTPRequest;
using Poco::Net::HTTPResponse;

void send(const Response& response, const Poco::Net::HTTPServerRequest& request,
          Poco::Net::HTTPServerResponse& out) {
  out.setStatusAndReason(static_cast<HTTPResponse::HTTPStatus>(response.status));
  out.setContentType(response.media_type);
  out.setContentLength64(static_cast<Poco::Int64>(response.body.size()));
  out.set("Content-Security-Policy",
          fmt::format("default-src 'none'; style-src 'self'; base-uri 'none'; form-action {}; "
                      "frame-ancestors 'none'",
                      response.has_form ? "'self'" : "'none'"));
  out.set("X-Content-Type-Options", "nosniff");
  out.set("Referrer-Policy", "no-referrer");
  out.set("Cache-Control", "no-store");
  std::ostream& body = out.send();
  if (request.getMethod() != HTTPRequest::HTTP_HEAD) body << response.body;
}

}  // namespace tlsward
