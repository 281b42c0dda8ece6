#include "program/http_exchange.h"

#include <Poco/Exception.h>
#include <Poco/Timestamp.h>

namespace tlsward {

namespace {

constexpr std::streamsize kNeverSent = 1024;  // bytes of a broken answer

}  // namespace

BufferedResponse::BufferedResponse() {
  setVersion(HTTP_1_1);
  setKeepAlive(true);
  setDate(Poco::Timestamp());
}

std::ostream& BufferedResponse::send() {
  sent_ = true;
  return body_;
}

void BufferedResponse::sendBuffer(const void* buffer, std::size_t size) {
  send().write(static_cast<const char*>(buffer), static_cast<std::streamsize>(size));
}

void BufferedResponse::sendFile(const std::string& path, const std::string&) {
  throw Poco::NotImplementedException("sendFile", path);
}

void BufferedResponse::redirect(const std::string& uri, HTTPStatus) {
  throw Poco::NotImplementedException("redirect", uri);
}

void BufferedResponse::requireAuthentication(const std::string& realm) {
  throw Poco::NotImplementedException("requireAuthentication", realm);
}

std::string BufferedResponse::head() {
  std::ostringstream text;
  write(text);
  return text.str();
}

std::string BufferedResponse::complete(bool with_body) {
  const std::string body = body_.str();
  // RFC 9110 section 8.6: never with 204.
  if (getStatus() == HTTP_NO_CONTENT) {
    setContentLength(UNKNOWN_CONTENT_LENGTH);
  } else if (with_body || !hasContentLength()) {
    // Of HEAD the handler has said what GET would be given.
    setContentLength(static_cast<std::streamsize>(body.size()));
  }
  return with_body ? head() + body : head();
}

std::string BufferedResponse::broken_off() {
  const std::string body = body_.str();
  setContentLength(static_cast<std::streamsize>(body.size()) + kNeverSent);
  setKeepAlive(false);
  return head() + body;
}

StreamedRequest::StreamedRequest(const Peer& peer, BufferedResponse& response)
    : peer_(peer),
      response_(response),
      params_(new Poco::Net::HTTPServerParams),
      stream_(nullptr) {}

}  // namespace tlsward
