// A stranger's connection as bytes, over TLS or plain, that never waits past its deadline, whatever
// trickles in: a timeout between two reads would be no bound at all.
#pragma once

#include "program/certificate.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string_view>

struct ssl_st;  // OpenSSL's SSL

namespace tlsward {

// The peer is gone, or too slow, or speaks no TLS: nobody is there for an answer.
struct PeerGone : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// The deadline passed.
struct PeerTooSlow : PeerGone {
  using PeerGone::PeerGone;
};

// For one thread.
class Wire {
 public:
  using Clock = std::chrono::steady_clock;

  // How a connection ends.
  enum class Ending {
    complete,    // TLS: with close_notify
    broken_off,  // TLS: without, so that nobody takes what was sent for all
  };

  // Takes the connected, non-blocking socket over. `draining` is a descriptor that becomes readable
  // when the listener stops: from then on all deadlines are at most 5 s away.
  Wire(int socket, int draining);
  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  // The latest time for all that follows, until it is set anew.
  void set_deadline(Clock::time_point deadline);
  // The same while nothing is asked of us: the listener's stop ends the wait at once.
  void set_idle_deadline(Clock::time_point deadline);

  // Whether the first byte is that of a TLS handshake; waits for it.
  bool peer_begins_tls();

  // The server's side of a handshake.
  void start_tls(const TlsContext& context);

  // The host that the peer named in its handshake (SNI); "" if it named none, or speaks no TLS.
  std::string_view server_name() const;

  // At least one byte, at most `size`; 0 when the peer has ended. This and write() throw PeerGone
  // when nothing more can come, and PeerTooSlow at the deadline, as the handshake does.
  std::size_t read(char* buffer, std::size_t size);

  void write(std::string_view bytes);

  // Ends what we send, then discards up to 2 s what still comes: closing at once would reset the
  // connection, and the peer might never see the answer. Never throws for a peer that is gone.
  void close(Ending ending);

  // Whether the listener stops.
  bool draining() const;

 private:
  // Waits until the socket is ready for `events` (poll); false at the deadline.
  bool wait_for(short events);
  void wait_or_throw(short events);
  // What OpenSSL waits for after `result`; throws PeerGone if there is nothing to wait for.
  short events_for(int result);
  std::size_t read_plain(char* buffer, std::size_t size);
  std::size_t write_some(std::string_view bytes);

  const int socket_;
  int draining_;  // -1 once the deadlines follow it
  Clock::time_point deadline_;
  std::chrono::seconds grace_{0};  // what is left of the time once the listener stops
  Clock::time_point last_deadline_ = Clock::time_point::max();  // by draining
  TlsContext context_;
  std::unique_ptr<ssl_st, void (*)(ssl_st*)> tls_;
};

}  // namespace tlsward
