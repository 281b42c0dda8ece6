// A request and its response as plain values behind Poco's interfaces, so that handlers are tested
// without a socket.
#pragma once

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>

#include <memory>
#include <sstream>
#include <string>

namespace tlsward::tests {

class FakeResponse : public Poco::Net::HTTPServerResponse {
 public:
  std::ostream& send() override {
    sent_ = true;
    return body_;
  }
  void sendBuffer(const void* buffer, std::size_t size) override {
    send().write(static_cast<const char*>(buffer), static_cast<std::streamsize>(size));
  }
  bool sent() const override { return sent_; }
  std::string body() const { return body_.str(); }

  void sendContinue() override {}
  void sendFile(const std::string&, const std::string&) override {}
  void redirect(const std::string&, HTTPStatus) override {}
  void requireAuthentication(const std::string&) override {}

 private:
  std::ostringstream body_;
  bool sent_ = false;
};

class FakeRequest : public Poco::Net::HTTPServerRequest {
 public:
  // With Content-Length, unless the body is to be chunked or without length.
  FakeRequest(const std::string& method, const std::string& target, const std::string& body = "")
      : body_(body) {
    setMethod(method);
    setURI(target);
    if (method == "POST") setContentLength(static_cast<std::streamsize>(body.size()));
  }

  std::istream& stream() override { return body_; }
  const Poco::Net::SocketAddress& clientAddress() const override { return client_; }
  const Poco::Net::SocketAddress& serverAddress() const override { return server_; }
  const Poco::Net::HTTPServerParams& serverParams() const override { return *params_; }
  FakeResponse& response() const override { return response_; }
  bool secure() const override { return true; }

 private:
  std::istringstream body_;
  Poco::Net::SocketAddress client_{"192.0.2.7", 40000};
  Poco::Net::SocketAddress server_{"192.0.2.1", 443};
  Poco::Net::HTTPServerParams::Ptr params_ = new Poco::Net::HTTPServerParams;
  mutable FakeResponse response_;
};

// The request through the factory's handler, as a server would do it. Throws what the handler
// throws.
inline void handle(Poco::Net::HTTPRequestHandlerFactory& factory, FakeRequest& request) {
  const std::unique_ptr<Poco::Net::HTTPRequestHandler> handler(
      factory.createRequestHandler(request));
  handler->handleRequest(request, request.response());
}

}  // namespace tlsward::tests
