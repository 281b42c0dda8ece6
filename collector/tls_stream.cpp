#include "collector/tls_stream.h"

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
#include <system_error>
#include <utility>
#include <vector>

namespace tlsward {

namespace {

using Poco::Net::SecureStreamSocket;
using Poco::Net::StreamSocket;

constexpr std::chrono::seconds kConnectTime{20};                           // to one address
constexpr std::size_t kMostAtOnce = 64 << 10;                              // Poco takes an int
constexpr std::chrono::milliseconds kLongestWait = std::chrono::hours(1);  // poll() takes an int

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

TlsStream::TlsStream(TlsPeer peer, const Patience& patience)
    : peer_(std::move(peer)), patience_(patience) {
  connect();
}

TlsStream::~TlsStream() = default;

// One address after the other: a host may have one that does not answer.
void TlsStream::connect() {
  std::string fault = "it has no address";
  try {
    for (const Poco::Net::IPAddress& address : addresses_of(peer_.host)) {
      fault = connect_to(address);
      if (fault.empty()) return;
    }
  } catch (const Poco::Exception& error) {
    fault = reason_of(error);
  }
  throw MailServerError(fmt::format(
      "cannot be reached on port {}: {}; check {}, and whether the server runs", peer_.port, fault,
      peer_.url.empty() ? fmt::format("{0}host and {0}port", peer_.settings) : peer_.url));
}

// What went wrong; "" once it is connected. An address may have no route, as IPv6 often.
std::string TlsStream::connect_to(const Poco::Net::IPAddress& address) {
  try {
    socket_ = std::make_unique<StreamSocket>(address.family());
    socket_->connectNB({address, static_cast<Poco::UInt16>(peer_.port)});
    if (!wait_for(POLLOUT, std::min(Clock::now() + kConnectTime, patience_.deadline)))
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
void TlsStream::start_tls() {
  try {
    SecureStreamSocket secure =
        SecureStreamSocket::attach(*socket_, peer_.host, make_context(peer_.ca_file));
    *socket_ = secure;
    while (!is_done(secure.completeHandshake())) {
    }
    secure.verifyPeerCertificate(peer_.host);
  } catch (const Poco::Net::CertificateValidationException&) {
    throw MailServerError(
        fmt::format("its certificate is not for {}; give the name that it is for as {}", peer_.host,
                    peer_.url.empty() ? peer_.settings + "host" : "the host of " + peer_.url));
  } catch (const Poco::Exception& error) {
    const std::string other = peer_.url.empty()
                                  ? fmt::format(
                                        "; if the port wants the other kind of TLS, set {}tls = "
                                        "\"{}\"",
                                        peer_.settings, peer_.other_tls)
                                  : "";
    throw MailServerError(fmt::format(
        "no TLS with it: {}; if its certificate is signed by a CA of your own, give that as "
        "{}ca_file{}",
        reason_of(error), peer_.settings, other));
  }
}

bool TlsStream::wait_for(short events, Clock::time_point until) {
  for (;;) {
    const auto left = std::max(until - Clock::now(), Clock::duration::zero());
    const auto wait = std::min(std::chrono::ceil<std::chrono::milliseconds>(left), kLongestWait);
    std::array<pollfd, 2> watched{pollfd{socket_->impl()->sockfd(), events, 0},
                                  pollfd{patience_.stop, POLLIN, 0}};
    const int ready = ::poll(watched.data(), watched.size(), static_cast<int>(wait.count()));
    if (ready > 0 && watched[1].revents != 0) throw Stopped();
    if (ready > 0) return true;
    if (ready == 0 && wait < kLongestWait) return false;
  }
}

void TlsStream::wait_or_throw(short events) {
  if (wait_for(events, std::min(patience_.deadline, Clock::now() + patience_.longest_silence)))
    return;
  throw MailServerError(peer_.too_late);
}

// Whether TLS got on; waits for what it wants if it did not.
bool TlsStream::is_done(int result) {
  if (result >= 0) return true;
  wait_or_throw(result == SecureStreamSocket::ERR_SSL_WANT_WRITE ? POLLOUT : POLLIN);
  return false;
}

// TLS may hold bytes that no poll() tells of.
std::size_t TlsStream::read(char* buffer, std::size_t size) {
  int got = -1;
  try {
    if (!socket_->secure()) wait_or_throw(POLLIN);
    do {
      got = socket_->receiveBytes(buffer, static_cast<int>(std::min(size, kMostAtOnce)));
    } while (!is_done(got));
  } catch (const Poco::Exception& error) {
    throw MailServerError(fmt::format("the connection was lost: {}", reason_of(error)));
  }
  if (got == 0) throw MailServerError("the server closed the connection");
  return static_cast<std::size_t>(got);
}

void TlsStream::write(std::string_view bytes) {
  try {
    while (!bytes.empty()) {
      if (!socket_->secure()) wait_or_throw(POLLOUT);
      const int sent = socket_->sendBytes(bytes.data(), static_cast<int>(bytes.size()));
      if (is_done(sent)) bytes.remove_prefix(static_cast<std::size_t>(std::max(sent, 0)));
    }
  } catch (const Poco::Exception& error) {
    throw MailServerError(fmt::format("the connection was lost: {}", reason_of(error)));
  }
}

bool TlsStream::wait_for_bytes(Clock::time_point until) {
  try {
    return socket_->available() > 0 || wait_for(POLLIN, until);
  } catch (const Poco::Exception& error) {
    throw MailServerError(fmt::format("the connection was lost: {}", reason_of(error)));
  }
}

std::string TlsStream::own_address() const {
  try {
    return socket_->address().host().toString();
  } catch (const Poco::Exception& error) {
    throw MailServerError(fmt::format("the connection was lost: {}", reason_of(error)));
  }
}

}  // namespace tlsward
