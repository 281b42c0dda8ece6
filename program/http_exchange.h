// One request and its answer behind the interfaces that Poco's handlers know. The answer is kept
// until the handler is done: what it throws can still become another answer, or a broken one.
#pragma once

#include "program/request_body.h"

#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>

#include <sstream>
#include <string>

namespace tlsward {

class BufferedResponse : public Poco::Net::HTTPServerResponse {
 public:
  BufferedResponse();

  std::ostream& send() override;
  void sendBuffer(const void* buffer, std::size_t size) override;
  bool sent() const override { return sent_; }

  // 100 Continue is the connection's business; the rest is for servers of files.
  void sendContinue() override {}
  void sendFile(const std::string& path, const std::string& media_type) override;
  void redirect(const std::string& uri, HTTPStatus status) override;
  void requireAuthentication(const std::string& realm) override;

  // The whole answer as it goes over the wire.
  std::string complete(bool with_body);

  // The answer with a Content-Length that is never reached: whoever reads it knows that it is cut
  // off.
  std::string broken_off();

 private:
  std::string head();

  std::ostringstream body_;
  bool sent_ = false;
};

// Who is at the other end of a connection.
struct Peer {
  Poco::Net::SocketAddress address;
  Poco::Net::SocketAddress ours;
  bool secure = false;  // TLS ends here
};

// Must not outlive what it is made with.
class StreamedRequest : public Poco::Net::HTTPServerRequest {
 public:
  StreamedRequest(const Peer& peer, BufferedResponse& response);

  // What stream() gives; before, it is at its end.
  void set_body(RequestBody& body) { stream_.rdbuf(&body); }

  std::istream& stream() override { return stream_; }
  const Poco::Net::SocketAddress& clientAddress() const override { return peer_.address; }
  const Poco::Net::SocketAddress& serverAddress() const override { return peer_.ours; }
  const Poco::Net::HTTPServerParams& serverParams() const override { return *params_; }
  BufferedResponse& response() const override { return response_; }
  bool secure() const override { return peer_.secure; }

 private:
  const Peer& peer_;
  BufferedResponse& response_;
  Poco::Net::HTTPServerParams::Ptr params_;
  std::istream stream_;
};

}  // namespace tlsward
