// Tests program/http_exchange.cpp: what goes over the wire.
#include "program/http_exchange.h"

#include <Poco/Net/HTTPResponse.h>
#include <doctest/doctest.h>

namespace tlsward {

namespace {

// The head and the body of an answer.
std::pair<Poco::Net::HTTPResponse, std::string> parse(const std::string& bytes) {
  std::istringstream stream(bytes);
  std::pair<Poco::Net::HTTPResponse, std::string> parsed;
  parsed.first.read(stream);
  parsed.second = bytes.substr(bytes.find("\r\n\r\n") + 4);
  return parsed;
}

}  // namespace

TEST_CASE("a complete answer says how long it is") {
  BufferedResponse response;
  response.send() << "hello";
  const auto [head, body] = parse(response.complete(true));
  CHECK(head.getContentLength() == 5);
  CHECK(head.has("Date"));
  CHECK(body == "hello");
}

TEST_CASE("the answer to HEAD has the length and no body") {
  BufferedResponse response;
  response.send() << "hello";
  const auto [head, body] = parse(response.complete(false));
  CHECK(head.getContentLength() == 5);
  CHECK(body.empty());
}

TEST_CASE("the answer to HEAD has the length that its handler says, for GET would get so much") {
  BufferedResponse response;
  response.setContentLength(7);
  response.send();
  CHECK(parse(response.complete(false)).first.getContentLength() == 7);
}

TEST_CASE("204 has no length") {
  BufferedResponse response;
  response.setStatusAndReason(Poco::Net::HTTPResponse::HTTP_NO_CONTENT);
  response.send();
  CHECK_FALSE(parse(response.complete(true)).first.hasContentLength());
}

TEST_CASE("a broken answer promises more than it has, and ends the connection") {
  BufferedResponse response;
  response.send() << "hello";
  const auto [head, body] = parse(response.broken_off());
  CHECK(body == "hello");
  CHECK(head.getContentLength() > 5);
  CHECK_FALSE(head.getKeepAlive());
}

}  // namespace tlsward
