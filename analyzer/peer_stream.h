// The connection of a look to one address, plain or with TLS: what the peer does wrong is a value,
// for that is what is looked for. Nothing waits past its deadline, and the address was checked and
// is connected to as it is: no name is asked for here.
#pragma once

#include "analyzer/facts.h"
#include "analyzer/tls_look.h"

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// For one thread.
class PeerStream {
 public:
  using Clock = std::chrono::steady_clock;

  // Connects to no one as yet. All that waits ends by the deadline.
  explicit PeerStream(Clock::time_point deadline);
  ~PeerStream();
  PeerStream(const PeerStream&) = delete;
  PeerStream& operator=(const PeerStream&) = delete;

  // Each returns false after trouble(), which stays.
  bool connect(const std::string& address, std::uint16_t port);
  bool write(std::string_view bytes);
  // The client's side of a handshake, whatever the certificate: seen() tells of it. TLS 1.0 and 1.1
  // are let through, to be told apart from no TLS.
  bool start_tls(const TlsWish& wish);

  // Appends what comes next to `buffer`, one byte at least; false at the end (Trouble::closed),
  // too.
  bool read_more(std::string& buffer);

  Trouble trouble() const { return trouble_; }
  const std::string& words() const { return words_; }

  // What the handshake showed; absent before it.
  const std::optional<TlsSeen>& seen() const { return seen_; }

  // "192.0.2.7": this end of the connection.
  std::string own_address() const;

 private:
  struct Tls;
  bool fail(Trouble trouble, std::string words = "");
  bool fail_with_errno(int error);
  bool wait_for(short events);
  bool wait_after(int result);
  bool wait_after_errno(short events);
  std::size_t send_some(std::string_view bytes);
  std::size_t receive_some(std::span<char> buffer);

  const Clock::time_point deadline_;
  int socket_ = -1;
  Trouble trouble_ = Trouble::none;
  std::string words_;
  std::optional<TlsSeen> seen_;
  std::unique_ptr<Tls> tls_;
};

}  // namespace tlsward
