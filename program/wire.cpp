#include "program/wire.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace tlsward {

namespace {

constexpr std::chrono::seconds kDrain{5};
constexpr std::chrono::seconds kLinger{2};
constexpr std::chrono::milliseconds kLongestWait = std::chrono::hours(1);  // poll() takes an int
constexpr unsigned char kTlsHandshake = 22;  // RFC 8446 section 5.1, the record's content type

}  // namespace

Wire::Wire(int socket, int draining)
    : socket_(socket), draining_(draining), deadline_(Clock::now()), tls_(nullptr, SSL_free) {}

Wire::~Wire() {
  tls_.reset();
  ::close(socket_);
}

void Wire::set_deadline(Clock::time_point deadline) {
  deadline_ = deadline;
  grace_ = kDrain;
}

void Wire::set_idle_deadline(Clock::time_point deadline) {
  deadline_ = deadline;
  grace_ = std::chrono::seconds(0);
}

bool Wire::wait_for(short events) {
  for (;;) {
    const auto left = std::min(deadline_, last_deadline_) - Clock::now();
    if (left <= Clock::duration::zero()) return false;
    const auto wait = std::min(std::chrono::ceil<std::chrono::milliseconds>(left), kLongestWait);
    // A negative descriptor is passed over.
    std::array<pollfd, 2> watched{pollfd{socket_, events, 0}, pollfd{draining_, POLLIN, 0}};
    const int ready = ::poll(watched.data(), watched.size(), static_cast<int>(wait.count()));
    if (ready > 0 && watched[0].revents != 0) return true;
    if (ready > 0 && watched[1].revents != 0) {
      last_deadline_ = Clock::now() + grace_;
      draining_ = -1;
    }
  }
}

void Wire::wait_or_throw(short events) {
  if (!wait_for(events)) throw PeerTooSlow("too slow");
}

bool Wire::draining() const {
  pollfd watched{draining_, POLLIN, 0};
  return draining_ < 0 || ::poll(&watched, 1, 0) > 0;
}

bool Wire::peer_begins_tls() {
  wait_or_throw(POLLIN);
  unsigned char first = 0;
  if (::recv(socket_, &first, 1, MSG_PEEK) != 1) throw PeerGone("ended before its first byte");
  return first == kTlsHandshake;
}

short Wire::events_for(int result) {
  switch (SSL_get_error(tls_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return POLLIN;
    case SSL_ERROR_WANT_WRITE:
      return POLLOUT;
    default:
      ERR_clear_error();  // OpenSSL takes an old one for that of the next call
      throw PeerGone("TLS failed");
  }
}

void Wire::start_tls(const TlsContext& context) {
  context_ = context;
  tls_.reset(SSL_new(context_.get()));
  if (!tls_ || SSL_set_fd(tls_.get(), socket_) != 1) throw std::bad_alloc();
  for (int result = SSL_accept(tls_.get()); result != 1; result = SSL_accept(tls_.get())) {
    wait_or_throw(events_for(result));
  }
}

std::string_view Wire::server_name() const {
  const char* const name =
      tls_ ? SSL_get_servername(tls_.get(), TLSEXT_NAMETYPE_host_name) : nullptr;
  return name == nullptr ? std::string_view() : std::string_view(name);
}

std::size_t Wire::read_plain(char* buffer, std::size_t size) {
  for (;;) {
    const ssize_t got = ::recv(socket_, buffer, size, 0);
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EAGAIN && errno != EINTR) throw PeerGone("reset");
    wait_or_throw(POLLIN);
  }
}

std::size_t Wire::read(char* buffer, std::size_t size) {
  if (!tls_) return read_plain(buffer, size);
  for (;;) {
    std::size_t got = 0;
    const int result = SSL_read_ex(tls_.get(), buffer, size, &got);
    if (result == 1) return got;
    if (SSL_get_error(tls_.get(), result) == SSL_ERROR_ZERO_RETURN) return 0;
    wait_or_throw(events_for(result));
  }
}

std::size_t Wire::write_some(std::string_view bytes) {
  for (;;) {
    if (tls_) {
      std::size_t sent = 0;
      const int result = SSL_write_ex(tls_.get(), bytes.data(), bytes.size(), &sent);
      if (result == 1) return sent;
      wait_or_throw(events_for(result));
    } else {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent >= 0) return static_cast<std::size_t>(sent);
      if (errno != EAGAIN && errno != EINTR) throw PeerGone("reset");
      wait_or_throw(POLLOUT);
    }
  }
}

void Wire::write(std::string_view bytes) {
  while (!bytes.empty())
    bytes.remove_prefix(write_some(bytes));
}

void Wire::close(Ending ending) {
  if (tls_ && ending == Ending::complete) {
    SSL_shutdown(tls_.get());
    ERR_clear_error();
  }
  ::shutdown(socket_, SHUT_WR);
  set_deadline(Clock::now() + kLinger);
  std::array<char, 16 << 10> discarded;
  while (wait_for(POLLIN)) {
    const ssize_t got = ::recv(socket_, discarded.data(), discarded.size(), 0);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) return;
  }
}

}  // namespace tlsward
