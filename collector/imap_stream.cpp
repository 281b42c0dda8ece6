#include "collector/imap_stream.h"

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
#include <libetpan/libetpan.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <system_error>
#include <utility>
#include <vector>

namespace tlsward {

namespace {

using Poco::Net::SecureStreamSocket;
using Poco::Net::StreamSocket;

constexpr std::chrono::seconds kAnswerTime{60};
constexpr std::chrono::seconds kLongestSilence{60};
constexpr std::size_t kSlowestBytesPerSecond = 64 << 10;  // of mails
constexpr std::chrono::seconds kConnectTime{20};          // to one address
constexpr std::size_t kBufferBytes = 64 << 10;
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

ImapStream::ImapStream(ImapServer server, ImapPatience patience)
    : server_(std::move(server)), patience_(patience), answer_deadline_(patience.deadline) {
  begin_answer(0);
  connect();
  if (server_.tls == ImapTls::implicit) start_tls();
}

ImapStream::~ImapStream() = default;

// One address after the other: a host may have one that does not answer.
void ImapStream::connect() {
  std::string fault = "it has no address";
  try {
    for (const Poco::Net::IPAddress& address : addresses_of(server_.host)) {
      socket_ = std::make_unique<StreamSocket>(address.family());
      socket_->connectNB({address, static_cast<Poco::UInt16>(server_.port)});
      if (!wait_for(POLLOUT, std::min(Clock::now() + kConnectTime, patience_.deadline))) {
        fault = "no answer within 20 s";
        continue;
      }
      const int error = socket_->impl()->socketError();
      if (error == 0) return socket_->setNoDelay(true);
      fault = std::generic_category().message(error);
    }
  } catch (const Poco::Exception& error) {
    fault = reason_of(error);
  }
  throw ImapError(
      fmt::format("cannot be reached on port {}: {}; check host and port, and whether "
                  "the server runs",
                  server_.port, fault));
}

// completeHandshake() on a socket that does not block never waits, so that the waiting is ours; it
// verifies the chain, and only verifyPeerCertificate() the name.
void ImapStream::start_tls() {
  try {
    SecureStreamSocket secure =
        SecureStreamSocket::attach(*socket_, server_.host, make_context(server_.ca_file));
    *socket_ = secure;
    while (!is_done(secure.completeHandshake())) {
    }
    secure.verifyPeerCertificate(server_.host);
  } catch (const Poco::Net::CertificateValidationException&) {
    throw ImapError(fmt::format(
        "its certificate is not for {}; give the name that it is for as host", server_.host));
  } catch (const Poco::Exception& error) {
    throw ImapError(
        fmt::format("no TLS with it: {}; if its certificate is signed by a CA of your own, give "
                    "that as ca_file; if the port wants STARTTLS, set tls = \"starttls\"",
                    reason_of(error)));
  }
}

void ImapStream::begin_answer(std::size_t max_literal_bytes) {
  framing_.begin_answer(max_literal_bytes);
  if (Clock::now() >= patience_.deadline)
    throw ImapError("the poll takes too long; it goes on with the next one");
  const auto time = kAnswerTime + std::chrono::seconds(max_literal_bytes / kSlowestBytesPerSecond);
  answer_deadline_ = std::min(Clock::now() + time, patience_.deadline);
}

bool ImapStream::wait_for(short events, Clock::time_point until) {
  for (;;) {
    const auto left = std::max(until - Clock::now(), Clock::duration::zero());
    const auto wait = std::min(std::chrono::ceil<std::chrono::milliseconds>(left), kLongestWait);
    std::array<pollfd, 2> watched{pollfd{socket_->impl()->sockfd(), events, 0},
                                  pollfd{patience_.stop, POLLIN, 0}};
    const int ready = ::poll(watched.data(), watched.size(), static_cast<int>(wait.count()));
    if (ready > 0 && watched[1].revents != 0) throw ImapStopped();
    if (ready > 0) return true;
    if (ready == 0 && wait < kLongestWait) return false;
  }
}

void ImapStream::wait_or_throw(short events) {
  if (wait_for(events, std::min(answer_deadline_, Clock::now() + kLongestSilence))) return;
  throw ImapError("no answer in time; it is tried again later");
}

// Whether TLS got on; waits for what it wants if it did not.
bool ImapStream::is_done(int result) {
  if (result >= 0) return true;
  wait_or_throw(result == SecureStreamSocket::ERR_SSL_WANT_WRITE ? POLLOUT : POLLIN);
  return false;
}

std::size_t ImapStream::read(char* buffer, std::size_t size) {
  int got = -1;
  try {
    if (!socket_->secure()) wait_or_throw(POLLIN);
    do {
      got = socket_->receiveBytes(buffer, static_cast<int>(std::min(size, kBufferBytes)));
    } while (!is_done(got));
  } catch (const Poco::Exception& error) {
    throw ImapError(fmt::format("the connection was lost: {}", reason_of(error)));
  }
  if (got == 0) throw ImapError("the server closed the connection");
  const auto bytes = static_cast<std::size_t>(got);
  framing_.inspect({buffer, bytes});
  return bytes;
}

void ImapStream::write(std::string_view bytes) {
  try {
    while (!bytes.empty()) {
      if (!socket_->secure()) wait_or_throw(POLLOUT);
      const int sent = socket_->sendBytes(bytes.data(), static_cast<int>(bytes.size()));
      if (is_done(sent)) bytes.remove_prefix(static_cast<std::size_t>(std::max(sent, 0)));
    }
  } catch (const Poco::Exception& error) {
    throw ImapError(fmt::format("the connection was lost: {}", reason_of(error)));
  }
}

std::string ImapStream::read_line() {
  std::string line;
  for (char byte = 0; byte != '\n';) {
    read(&byte, 1);
    line += byte;
  }
  line.pop_back();
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

bool ImapStream::wait_for_bytes(Clock::time_point until) {
  return socket_->available() > 0 || wait_for(POLLIN, std::min(until, patience_.deadline));
}

void ImapStream::rethrow() {
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

namespace {

// libetpan's transport. Its C code can carry no exception.
template <typename Work>
ssize_t guarded(mailstream_low* low, Work work) {
  auto& stream = *static_cast<ImapStream*>(low->data);
  try {
    return static_cast<ssize_t>(work(stream));
  } catch (...) {
    stream.keep_failure(std::current_exception());
    return -1;  // never 0 at an end: libetpan 1.9.4 reads on for ever
  }
}

// libetpan 1.9.4 ends commands of ours with a blank, which RFC 3501 section 9 does not have.
std::string without_last_blank(std::string_view bytes) {
  const bool blank = bytes.ends_with(" \r\n");
  return std::string(bytes.substr(0, bytes.size() - (blank ? 3 : 0))) + (blank ? "\r\n" : "");
}

void free_low(mailstream_low* low) {
  std::free(low);  // NOLINT(cppcoreguidelines-owning-memory): libetpan allocated it
}

mailstream_low_driver driver = {
    .mailstream_read =
        [](mailstream_low* low, void* buffer, size_t size) {
          return guarded(low, [&](ImapStream& stream) {
            return stream.read(static_cast<char*>(buffer), size);
          });
        },
    .mailstream_write =
        [](mailstream_low* low, const void* buffer, size_t size) {
          return guarded(low, [&](ImapStream& stream) {
            stream.write(without_last_blank({static_cast<const char*>(buffer), size}));
            return size;
          });
        },
    .mailstream_close = [](mailstream_low*) { return 0; },
    .mailstream_get_fd = [](mailstream_low*) { return -1; },
    .mailstream_free = free_low,
    .mailstream_cancel = [](mailstream_low*) {},
    .mailstream_get_cancel = nullptr,
    .mailstream_get_certificate_chain = nullptr,
    .mailstream_setup_idle = nullptr,
    .mailstream_unsetup_idle = nullptr,
    .mailstream_interrupt_idle = nullptr,
};

}  // namespace

mailstream* ImapStream::make_mailstream() {
  mailstream_low* const low = mailstream_low_new(this, &driver);
  if (low == nullptr) throw std::bad_alloc();
  mailstream* const stream = mailstream_new(low, kBufferBytes);
  if (stream != nullptr) return stream;
  free_low(low);
  throw std::bad_alloc();
}

}  // namespace tlsward
