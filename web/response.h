// What a page is answered with, as a plain value, and how that is sent: every answer forbids
// scripts, frames and storing.
#pragma once

#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>

#include <string>

namespace tlsward {

inline constexpr auto kPlainText = "text/plain; charset=utf-8";
inline constexpr auto kHtml = "text/html; charset=utf-8";

struct Response {
  int status = 200;
  std::string media_type;
  std::string body;
  bool has_form = false;  // that may be sent to where the page is from; others may not
};

// To a HEAD without the body. What `out` has in its header already (Allow) stays.
void send(const Response& response, const Poco::Net::HTTPServerRequest& request,
          Poco::Net::HTTPServerResponse& out);

}  // namespace tlsward
