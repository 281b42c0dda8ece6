// What a page is answered with, as a plain value, and how that is sent: every answer forbids
// frames, storing, and whatever it does not need itself.
#pragma once

#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlsward {

inline constexpr auto kPlainText = "text/plain; charset=utf-8";
inline constexpr auto kHtml = "text/html; charset=utf-8";
inline constexpr auto kJson = "application/json";

// What a document may do beside being read and styled.
enum class Allowed {
  nothing,
  forms,  // be sent to where it is from; nowhere else
  pages   // likewise, run scripts and show pictures from there
};

struct Response {
  int status = 200;
  std::string media_type = {};
  std::string body = {};
  Allowed allowed = Allowed::nothing;
  // Beside those that every answer has; of the same name they take the place of those.
  std::vector<std::pair<std::string, std::string>> headers = {};
};

// To the path (303: it is fetched by GET).
Response redirect(const std::string& target);

// To a HEAD without the body. What `out` has in its header already (Allow) stays.
void send(const Response& response, const Poco::Net::HTTPServerRequest& request,
          Poco::Net::HTTPServerResponse& out);

}  // namespace tlsward
