// The form of every answer to a sender of reports: short, with nothing of what he wrote in it.
#pragma once

#include <Poco/Net/HTTPServerResponse.h>

#include <string_view>

namespace tlsward {

struct HttpAnswer {
  int status = 200;
  std::string_view text;  // 200: what became of the report; else a sentence for whoever reads it
};

// Sends {"status":text} with 200, nothing with 204, application/problem+json with others, which
// also end the connection. Headers that the response has already (Allow) stay.
void send_answer(const HttpAnswer& answer, Poco::Net::HTTPServerResponse& response);

}  // namespace tlsward
