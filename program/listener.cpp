#include "program/listener.h"

#include "program/certificate.h"
#include "program/host_certificates.h"
#include "schema/network.h"

#include <Poco/Net/SocketAddress.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <spdlog/spdlog.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

namespace tlsward {

namespace {

using Poco::Net::SocketAddress;

constexpr int kBacklog = 1024;
constexpr std::chrono::milliseconds kPause{100};  // after a failed accept: no spinning
constexpr std::chrono::seconds kDrain{5};

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }

  int number() const { return number_; }
  int release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

Descriptor listen_on(const SocketAddress& address) {
  const int yes = 1;
  Descriptor socket(::socket(address.af(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  ::setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (::bind(socket.number(), address.addr(), address.length()) != 0 ||
      ::listen(socket.number(), kBacklog) != 0) {
    throw std::runtime_error(fmt::format(
        "{}: cannot listen: {}; another program may have the port (ss -ltnp), and ports below 1024 "
        "need CAP_NET_BIND_SERVICE",
        address.toString(), std::generic_category().message(errno)));
  }
  return socket;
}

SocketAddress local_address(int socket) {
  sockaddr_storage storage{};
  socklen_t length = sizeof storage;
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&storage), &length);
  return {reinterpret_cast<const sockaddr*>(&storage), length};
}

}  // namespace

struct Listener::State {
  State(const ListenerOptions& options, Poco::Net::HTTPRequestHandlerFactory::Ptr handlers);

  void accept_until_stopped();
  // One connection; false if none could be taken.
  bool accept_one();
  void admit(Descriptor socket, const SocketAddress& address);
  // What a connection's thread does.
  void serve(Wire& wire, const Peer& peer, const std::string& network);
  // False, with a line in the log, if the peer speaks no TLS or is too slow.
  bool shake_hands(Wire& wire, const std::string& network);
  bool secure() const { return certificate.has_value(); }

  std::optional<HostCertificates> hosts;  // before the certificate that refers to them
  std::optional<Certificate> certificate;
  Service service;
  Descriptor socket;
  SocketAddress ours;
  Descriptor draining{::eventfd(0, EFD_CLOEXEC)};
  std::thread acceptor;
};

Listener::State::State(const ListenerOptions& options,
                       Poco::Net::HTTPRequestHandlerFactory::Ptr handlers)
    : service{std::move(handlers), options.boundary, options.limits, options.over_cap},
      socket(listen_on(SocketAddress(options.address))),
      ours(local_address(socket.number())) {
  if (options.certificate_file.empty()) return;
  if (!options.host_certificates.empty()) hosts.emplace(options.host_certificates);
  certificate.emplace(options.certificate_file, options.private_key_file,
                      hosts ? &*hosts : nullptr);
}

void Listener::State::serve(Wire& wire, const Peer& peer, const std::string& network) {
  if (secure() && !shake_hands(wire, network)) return wire.close(Wire::Ending::broken_off);
  Connection(service, wire, peer, network).serve();
}

bool Listener::State::shake_hands(Wire& wire, const std::string& network) {
  wire.set_idle_deadline(Wire::Clock::now() + service.limits.handshake_deadline);
  try {
    if (wire.peer_begins_tls()) {
      wire.start_tls(certificate->context());
      return true;
    }
    service.log.warn("plain", fmt::format("{} speaks no TLS on the TLS port", network));
  } catch (const PeerTooSlow&) {
    if (!wire.draining())
      service.tell_exceeded("limits.handshake_deadline",
                            fmt::format("{} did not begin with TLS within "
                                        "limits.handshake_deadline, and was cut off",
                                        network));
  }
  return false;
}

void Listener::State::admit(Descriptor accepted, const SocketAddress& address) {
  const std::string network = network_of(address.host().toString());
  auto admitted = service.guard.admit(network);
  if (!admitted) {
    service.tell_exceeded(admitted.error(), fmt::format("a connection of {} is over {}, and was "
                                                        "closed",
                                                        network, admitted.error()));
    return;
  }
  Peer peer{address, local_address(accepted.number()), secure()};
  // The place is the last to go: with it the listener may go too.
  std::thread([this, place = *std::move(admitted), peer = std::move(peer),
               connected = std::move(accepted)]() mutable {
    try {
      Wire wire(connected.release(), draining.number());
      serve(wire, peer, place->network());
    } catch (const PeerGone&) {
      // During the handshake: nothing was asked yet.
    } catch (const std::exception& error) {
      service.log.warn("thread",
                       fmt::format("connection of {}: {}", place->network(), error.what()));
    }
  }).detach();
}

bool Listener::State::accept_one() {
  sockaddr_storage storage{};
  socklen_t length = sizeof storage;
  Descriptor accepted(::accept4(socket.number(), reinterpret_cast<sockaddr*>(&storage), &length,
                                SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (accepted.number() < 0) {
    const int error = errno;
    if (error == EAGAIN || error == ECONNABORTED) return true;
    service.log.warn("accept", fmt::format("cannot take a connection: {}; raise LimitNOFILE if it "
                                           "is for descriptors",
                                           std::generic_category().message(error)));
    return false;
  }
  // Answers go out whole: there is nothing to wait for.
  const int yes = 1;
  ::setsockopt(accepted.number(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  try {
    const SocketAddress address(reinterpret_cast<const sockaddr*>(&storage), length);
    admit(std::move(accepted), {unmapped(address.host()), address.port()});
  } catch (const std::exception& error) {
    // Nothing that one connection lacks, a thread or memory, may end the listener.
    service.log.warn("not served", fmt::format("cannot serve a connection: {}", error.what()));
    return false;
  }
  return true;
}

void Listener::State::accept_until_stopped() {
  std::array<pollfd, 2> watched{pollfd{socket.number(), POLLIN, 0},
                                pollfd{draining.number(), POLLIN, 0}};
  while (::poll(watched.data(), watched.size(), -1) < 0 || watched[1].revents == 0) {
    if (watched[0].revents != 0 && !accept_one()) std::this_thread::sleep_for(kPause);
  }
}

Listener::Listener(const ListenerOptions& options,
                   Poco::Net::HTTPRequestHandlerFactory::Ptr handlers)
    : state_(std::make_unique<State>(options, std::move(handlers))) {
  // A peer that is gone is seen by the error of a write.
  std::signal(SIGPIPE, SIG_IGN);
  state_->acceptor = std::thread([this] { state_->accept_until_stopped(); });
}

Listener::~Listener() {
  stop();
}

std::string Listener::url() const {
  return fmt::format("{}://{}", state_->secure() ? "https" : "http", state_->ours.toString());
}

std::uint16_t Listener::port() const {
  return state_->ours.port();
}

bool Listener::is_loopback() const {
  return state_->ours.host().isLoopback();
}

void Listener::reload_host_certificates(const std::set<std::string>& hosts) {
  if (state_->hosts) state_->hosts->reload(hosts);
}

std::optional<Timestamp> Listener::certificate_not_before() const {
  if (!state_->certificate) return {};
  return state_->certificate->not_before();
}

std::optional<Timestamp> Listener::certificate_not_after() const {
  if (!state_->certificate) return {};
  return state_->certificate->not_after();
}

void Listener::reload_certificate() {
  if (state_->certificate) state_->certificate->reload();
}

void Listener::stop() {
  if (!state_->acceptor.joinable()) return;
  ::eventfd_write(state_->draining.number(), 1);
  state_->acceptor.join();
  state_->socket = Descriptor(-1);
  // Each wait of a connection ends within the drain time now; a commit may take a little longer.
  if (!state_->service.guard.wait_until_empty(kDrain)) {
    spdlog::warn("stopping: waiting for requests that are being stored");
    state_->service.guard.wait_until_empty(std::chrono::hours(1));
  }
}

}  // namespace tlsward
