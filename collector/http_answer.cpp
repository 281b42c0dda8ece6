#include "collector/http_answer.h"

#include <fmt/format.h>

#include <string>

namespace tlsward {

using Poco::Net::HTTPResponse;

void send_answer(const HttpAnswer& answer, Poco::Net::HTTPServerResponse& response) {
  const bool taken = answer.status == HTTPResponse::HTTP_OK;
  // setStatus() alone would keep "OK" as the reason.
  response.setStatusAndReason(static_cast<HTTPResponse::HTTPStatus>(answer.status));
  response.set("Cache-Control", "no-store");
  // Nothing of it is to be shown by a browser.
  response.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  response.set("X-Content-Type-Options", "nosniff");
  response.set("X-Frame-Options", "DENY");
  response.set("Referrer-Policy", "no-referrer");
  if (!taken) response.setKeepAlive(false);
  if (answer.status == HTTPResponse::HTTP_NO_CONTENT) {
    response.send();
    return;
  }
  // RFC 9457 section 3.
  response.setContentType(taken ? "application/json" : "application/problem+json");
  const std::string body =
      taken ? fmt::format("{{\"status\":\"{}\"}}\n", answer.text)
            : fmt::format("{{\"title\":\"{}\",\"status\":{},\"detail\":\"{}\"}}\n",
                          response.getReason(), answer.status, answer.text);
  response.setContentLength(static_cast<std::streamsize>(body.size()));
  response.send() << body;
}

}  // namespace tlsward
