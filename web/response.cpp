#include "web/response.h"

#include <fmt/format.h>

#include <ostream>

namespace tlsward {
namespace {

using Poco::Net::HTTPRequest;
using Poco::Net::HTTPResponse;

std::string content_security_policy(Allowed allowed) {
  return fmt::format(
      "default-src 'none'; style-src 'self';{} base-uri 'none'; form-action {}; frame-ancestors "
      "'none'",
      allowed == Allowed::pages ? " script-src 'self'; img-src 'self';" : "",
      allowed == Allowed::nothing ? "'none'" : "'self'");
}

}  // namespace

Response redirect(const std::string& target) {
  return {.status = HTTPResponse::HTTP_SEE_OTHER,
          .media_type = kPlainText,
          .headers = {{"Location", target}}};
}

void send(const Response& response, const Poco::Net::HTTPServerRequest& request,
          Poco::Net::HTTPServerResponse& out) {
  out.setStatusAndReason(static_cast<HTTPResponse::HTTPStatus>(response.status));
  if (response.status == HTTPResponse::HTTP_NOT_MODIFIED)
    out.setContentLength64(0);
  else
    out.setContentType(response.media_type);
  out.setContentLength64(static_cast<Poco::Int64>(response.body.size()));
  out.set("Content-Security-Policy", content_security_policy(response.allowed));
  out.set("X-Content-Type-Options", "nosniff");
  out.set("X-Frame-Options", "DENY");
  // Browsers send forms of a page without it with no Origin, which dashboards ask for; and an
  // address that is a secret is told to nobody.
  out.set("Referrer-Policy", response.allowed == Allowed::pages ? "same-origin" : "no-referrer");
  out.set("Cross-Origin-Opener-Policy", "same-origin");
  out.set("Cross-Origin-Resource-Policy", "same-origin");
  out.set("Cache-Control", "no-store");
  for (const auto& [name, value] : response.headers)
    if (name == "Set-Cookie")
      out.add(name, value);
    else
      out.set(name, value);
  std::ostream& body = out.send();
  if (request.getMethod() != HTTPRequest::HTTP_HEAD) body << response.body;
}

}  // namespace tlsward
