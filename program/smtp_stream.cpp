#include "program/smtp_stream.h"

#include "schema/printable.h"

#include <Poco/Net/Context.h>
#include <Poco/Net/DNS.h>
#include <Poco/Net/HostEntry.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLException.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>
#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <exception>
#include <system_error>
#include <utility>
#include <vector>

namespace tlsward {

namespace {

using Poco::Net::SecureStreamSocket;
using Poco::Net::StreamSocket;

constexpr std::chrono::seconds kConnectTime{20};  // to one address
constexpr std::chrono::milliseconds kLook{200};   // between two looks at the stop
constexpr std::size_t kMostLineBytes = 2 << 10;   // RFC 5321 section 4.5.3.1 allows 512
constexpr std::size_t kMostBytes = 64 << 10;      // of a server's answers in all
constexpr std::size_t kBufferBytes = 4 << 10;

Poco::Net::Context::Ptr make_context(const std::string& ca_file) {
  Poco::Net::Context::Params params;
  params.caLocation = ca_file;
  params.loadDefaultCAs = ca_file.empty();
  // STRICT: RELAXED believes any name of a host that resolves to this machine.
  params.verificationMode = Poco::Net::Context::VERIFY_STRICT;
  Poco::Net::Context::Ptr context(
      new Poco::Net::Context(Poco::Net::Context::TLS_CLIENT_USE, params));
  context->requireMinimumProtocol(Poco::Net::Context::PROTO_TLSV1_2);  // RFC 9325 section 3.1.1
  return context;
}

// Poco would look for the name of an address.
std::vector<Poco::Net::IPAddress> addresses_of(const std::string& host) {
  Poco::Net::IPAddress address;
  if (Poco::Net::IPAddress::tryParse(host, address)) return {address};
  return Poco::Net::DNS::hostByName(host).addresses();
}

std::string reason_of(const Poco::Exception& error) {
  return printable(error.displayText(), 300);
}

}  // namespace

SmtpStream::SmtpStream(const SmtpServer& server, std::stop_token stop)
    : server_(server), stop_(std::move(stop)), deadline_(Clock::now() + server.time) {
  connect();
  if (server_.tls == SmtpTls::tls) start_tls();
}

SmtpStream::~SmtpStream() = default;

// One address after the other: a host may have one that does not answer.
void SmtpStream::connect() {
  std::string fault = "it has no address";
  try {
    for (const Poco::Net::IPAddress& address : addresses_of(server_.host)) {
      fault = connect_to(address);
      if (fault.empty()) return;
    }
  } catch (const Poco::Exception& error) {
    fault = reason_of(error);
  }
  throw SmtpError(fmt::format(
      "cannot be reached on port {}: {}; check mail.host and mail.port, and whether it runs",
      server_.port, fault));
}

// What went wrong; "" once it is connected. An address may have no route, as IPv6 often.
std::string SmtpStream::connect_to(const Poco::Net::IPAddress& address) {
  try {
    socket_ = std::make_unique<StreamSocket>(address.family());
    socket_->connectNB({address, static_cast<Poco::UInt16>(server_.port)});
    if (!wait_for(POLLOUT, std::min(Clock::now() + kConnectTime, deadline_)))
      return "no answer in time";
    const int error = socket_->impl()->socketError();
    if (error != 0) return std::generic_category().message(error);
    socket_->setNoDelay(true);
    return "";
  } catch (const Poco::Exception& error) {
    return reason_of(error);
  }
}

// completeHandshake() on a socket that does not block never waits, so that the waiting is ours; it
// verifies the chain, and only verifyPeerCertificate() the name.
void SmtpStream::start_tls() {
  if (!buffer_.empty())
    throw SmtpError("it said more than it was asked before TLS began; somebody may be between");
  try {
    SecureStreamSocket secure =
        SecureStreamSocket::attach(*socket_, server_.host, make_context(server_.ca_file));
    *socket_ = secure;
    while (!is_done(secure.completeHandshake())) {
    }
    secure.verifyPeerCertificate(server_.host);
  } catch (const Poco::Net::CertificateValidationException&) {
    throw SmtpError(
        fmt::format("its certificate is not for {}; give the name that it is for as "
                    "mail.host",
                    server_.host));
  } catch (const Poco::Exception& error) {
    throw SmtpError(fmt::format(
        "no TLS with it: {}; if its certificate is signed by a CA of your own, give that as "
        "mail.ca_file; if the port wants the other kind, change mail.tls",
        reason_of(error)));
  }
}

bool SmtpStream::wait_for(short events, Clock::time_point until) {
  for (;;) {
    if (stop_.stop_requested()) throw SmtpError("tlsward was ended meanwhile");
    const auto left = std::max(until - Clock::now(), Clock::duration::zero());
    const auto wait = std::min(std::chrono::ceil<std::chrono::milliseconds>(left), kLook);
    pollfd watched{socket_->impl()->sockfd(), events, 0};
    const int ready = ::poll(&watched, 1, static_cast<int>(wait.count()));
    if (ready > 0) return true;
    if (left == Clock::duration::zero()) return false;
  }
}

void SmtpStream::wait_or_throw(short events) {
  if (!wait_for(events, deadline_))
    throw SmtpError(fmt::format("no answer within {} s (mail.timeout)", server_.time.count()));
}

// Whether TLS got on; waits for what it wants if it did not.
bool SmtpStream::is_done(int result) {
  if (result >= 0) return true;
  wait_or_throw(result == SecureStreamSocket::ERR_SSL_WANT_WRITE ? POLLOUT : POLLIN);
  return false;
}

void SmtpStream::fill() {
  std::array<char, kBufferBytes> bytes;
  int got = -1;
  try {
    // TLS may hold bytes that no poll() tells of.
    if (!socket_->secure()) wait_or_throw(POLLIN);
    do {
      got = socket_->receiveBytes(bytes.data(), static_cast<int>(bytes.size()));
    } while (!is_done(got));
  } catch (const Poco::Exception& error) {
    throw SmtpError(fmt::format("the connection was lost: {}", reason_of(error)));
  }
  if (got == 0) throw SmtpError("it closed the connection");
  buffer_.append(bytes.data(), static_cast<std::size_t>(got));
  bytes_read_ += static_cast<std::size_t>(got);
  if (bytes_read_ > kMostBytes) throw SmtpError("it says too much; it may be no mail server");
}

// A tarpit may send a byte now and then: only the deadline counts.
std::string SmtpStream::read_line() {
  std::size_t end = 0;
  while ((end = buffer_.find('\n')) == std::string::npos) {
    if (buffer_.size() > kMostLineBytes)
      throw SmtpError("its line has no end; it may be no mail server");
    fill();
  }
  std::string line = buffer_.substr(0, end);
  buffer_.erase(0, end + 1);
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

void SmtpStream::write(std::string_view bytes) {
  try {
    while (!bytes.empty()) {
      if (!socket_->secure()) wait_or_throw(POLLOUT);
      const int sent = socket_->sendBytes(bytes.data(), static_cast<int>(bytes.size()));
      if (is_done(sent)) bytes.remove_prefix(static_cast<std::size_t>(std::max(sent, 0)));
    }
  } catch (const Poco::Exception& error) {
    throw SmtpError(fmt::format("the connection was lost: {}", reason_of(error)));
  }
}

void SmtpStream::quit() noexcept {
  try {
    write("QUIT\r\n");
  } catch (const std::exception&) {
    return;  // whoever is gone needs no farewell
  }
}

std::string SmtpStream::own_address() const {
  const Poco::Net::IPAddress address = socket_->address().host();
  const bool v6 = address.family() == Poco::Net::IPAddress::IPv6;
  return fmt::format("[{}{}]", v6 ? "IPv6:" : "", address.toString());
}

}  // namespace tlsward
