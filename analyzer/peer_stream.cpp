#include "analyzer/peer_stream.h"

#include "analyzer/socket_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace tlsward {
namespace {

constexpr std::size_t kAtOnce = 16 << 10;
constexpr std::chrono::seconds kConnectTime{20};

struct Free {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* tls) const { SSL_free(tls); }
};

// The first of OpenSSL's errors on this thread, in its words; its queue is empty afterwards.
std::string openssl_words() {
  std::array<char, 256> words{};
  const unsigned long error = ERR_get_error();
  ERR_clear_error();
  if (error == 0) return "the peer broke the handshake off";
  const char* const reason = ERR_reason_error_string(error);
  if (reason != nullptr) return reason;
  ERR_error_string_n(error, words.data(), words.size());
  return words.data();
}

}  // namespace

struct PeerStream::Tls {
  std::unique_ptr<SSL_CTX, Free> context;
  std::unique_ptr<SSL, Free> connection;
};

PeerStream::PeerStream(Clock::time_point deadline) : deadline_(deadline) {}

PeerStream::~PeerStream() {
  if (socket_ >= 0) ::close(socket_);
}

bool PeerStream::fail(Trouble trouble, std::string words) {
  trouble_ = trouble;
  words_ = std::move(words);
  return false;
}

bool PeerStream::fail_with_errno(int error) {
  const std::string words = std::generic_category().message(error);
  if (error == ECONNREFUSED) return fail(Trouble::refused, words);
  if (error == ENETUNREACH || error == EHOSTUNREACH || error == EADDRNOTAVAIL ||
      error == EAFNOSUPPORT || error == EACCES || error == EPERM)
    return fail(Trouble::no_route, words);
  if (error == ETIMEDOUT) return fail(Trouble::timed_out, words);
  return fail(Trouble::closed, words);
}

bool PeerStream::wait_for(short events) {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - Clock::now());
    if (left.count() <= 0) return fail(Trouble::timed_out, "no answer in time");
    pollfd watched{socket_, events, 0};
    const int ready = ::poll(&watched, 1, static_cast<int>(left.count()));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return fail_with_errno(errno);
  }
}

bool PeerStream::connect(const std::string& address, std::uint16_t port) {
  const SocketAddress to = socket_address(address, port);
  if (to.size == 0) return fail(Trouble::no_route, "it is no address");
  socket_ = ::socket(to.bytes.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket_ < 0 && errno == EAFNOSUPPORT) return fail_with_errno(errno);
  if (socket_ < 0) throw std::system_error(errno, std::generic_category(), "no socket for a look");
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to.bytes), to.size) == 0) return true;
  if (errno != EINPROGRESS) return fail_with_errno(errno);
  const auto left = std::min<Clock::duration>(deadline_ - Clock::now(), kConnectTime);
  pollfd watched{socket_, POLLOUT, 0};
  const auto wait = std::chrono::ceil<std::chrono::milliseconds>(left).count();
  if (wait <= 0 || ::poll(&watched, 1, static_cast<int>(wait)) <= 0)
    return fail(Trouble::timed_out, "no answer in time");
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &size);
  return error == 0 || fail_with_errno(error);
}

// Waits for what the TLS call that returned this needs; false if it failed.
bool PeerStream::wait_after(int result) {
  switch (SSL_get_error(tls_->connection.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return wait_for(POLLIN);
    case SSL_ERROR_WANT_WRITE:
      return wait_for(POLLOUT);
    case SSL_ERROR_ZERO_RETURN:
      return fail(Trouble::closed, "the peer ended the connection");
    case SSL_ERROR_SYSCALL:
      ERR_clear_error();
      return fail(Trouble::closed, "the peer hung up");
    default:
      return fail(Trouble::no_tls, openssl_words());
  }
}

bool PeerStream::start_tls(const TlsWish& wish) {
  ERR_clear_error();
  tls_ = std::make_unique<Tls>();
  tls_->context.reset(SSL_CTX_new(TLS_client_method()));
  if (!tls_->context) throw std::runtime_error("OpenSSL cannot be set up; free memory");
  SSL_CTX* const context = tls_->context.get();
  SSL_CTX_set_min_proto_version(
      context, wish.versions == TlsVersions::only_1_2 ? TLS1_2_VERSION : TLS1_VERSION);
  if (wish.versions == TlsVersions::only_1_2)
    SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
  if (wish.versions == TlsVersions::before_1_2)
    SSL_CTX_set_max_proto_version(context, TLS1_1_VERSION);
  SSL_CTX_set_cipher_list(context, "DEFAULT:@SECLEVEL=0");
  SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF);
  if (!wish.tlsa.empty()) SSL_CTX_dane_enable(context);
  tls_->connection.reset(SSL_new(context));
  SSL* const tls = tls_->connection.get();
  if (tls == nullptr) throw std::runtime_error("OpenSSL cannot be set up; free memory");
  SSL_set_verify(tls, SSL_VERIFY_NONE, nullptr);  // looked at, and judged afterwards
  if (wish.sni) SSL_set_tlsext_host_name(tls, wish.name.c_str());
  const bool usable = set_tlsa(tls, wish);
  SSL_set_fd(tls, socket_);
  for (;;) {
    const int result = SSL_connect(tls);
    if (result == 1) break;
    if (!wait_after(result)) return false;
  }
  seen_ = look_at_tls(tls, wish, usable);
  return true;
}

// How many of the bytes were taken; 0 if none were, and then it is to be tried again or trouble().
std::size_t PeerStream::send_some(std::string_view bytes) {
  bytes = bytes.substr(0, kAtOnce);
  if (tls_) {
    const int sent =
        SSL_write(tls_->connection.get(), bytes.data(), static_cast<int>(bytes.size()));
    if (sent > 0) return static_cast<std::size_t>(sent);
    wait_after(sent);
    return 0;
  }
  const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (sent >= 0) return static_cast<std::size_t>(sent);
  wait_after_errno(POLLOUT);
  return 0;
}

// How many bytes came; 0 as above.
std::size_t PeerStream::receive_some(std::span<char> buffer) {
  if (tls_) {
    const int got =
        SSL_read(tls_->connection.get(), buffer.data(), static_cast<int>(buffer.size()));
    if (got > 0) return static_cast<std::size_t>(got);
    wait_after(got);
    return 0;
  }
  const ssize_t got = ::recv(socket_, buffer.data(), buffer.size(), 0);
  if (got > 0) return static_cast<std::size_t>(got);
  if (got == 0)
    fail(Trouble::closed, "the peer hung up");
  else
    wait_after_errno(POLLIN);
  return 0;
}

// After a call on the plain socket that did nothing: waits if it would have blocked.
bool PeerStream::wait_after_errno(short events) {
  return errno == EAGAIN || errno == EINTR ? wait_for(events) : fail_with_errno(errno);
}

bool PeerStream::write(std::string_view bytes) {
  while (!bytes.empty() && trouble_ == Trouble::none)
    bytes.remove_prefix(send_some(bytes));
  return bytes.empty();
}

bool PeerStream::read_more(std::string& buffer) {
  std::array<char, kAtOnce> bytes;
  std::size_t got = 0;
  while (got == 0 && trouble_ == Trouble::none)
    got = receive_some(bytes);
  buffer.append(bytes.data(), got);
  return got > 0;
}

std::string PeerStream::own_address() const {
  sockaddr_storage own{};
  socklen_t size = sizeof own;
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (::getsockname(socket_, reinterpret_cast<sockaddr*>(&own), &size) != 0) return "";
  const void* const bytes =
      own.ss_family == AF_INET
          ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in*>(&own)->sin_addr)
          : &reinterpret_cast<const sockaddr_in6*>(&own)->sin6_addr;
  inet_ntop(own.ss_family, bytes, text.data(), text.size());
  return text.data();
}

}  // namespace tlsward
