// The connection to a mail server that IMAP and SMTP are spoken over: Poco's sockets, plain or with
// TLS, which is verified always and never given up for clear text. Nothing waits past its deadline
// or after a stop. The one place where tlsward calls other machines but for DNS.
#pragma once

#include "collector/mail_server_error.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace Poco::Net {  // NOLINT(readability-identifier-naming)
class IPAddress;
class StreamSocket;
}  // namespace Poco::Net

namespace tlsward {

// What ends a wait: the time by which all must be done, a descriptor that becomes readable when
// somebody asks to stop (-1 for none), and a silence.
struct Patience {
  std::chrono::steady_clock::time_point deadline;
  int stop = -1;
  std::chrono::seconds longest_silence{60};
};

struct TlsPeer {
  std::string host;
  std::size_t port = 0;
  std::string ca_file;   // PEM; "" = the system's
  std::string settings;  // before the names of its settings in faults: "mail." of mail.host
  std::string other_tls = "starttls";  // the setting `tls` for a port that wants the other kind
  std::string url;  // instead of these the setting that has host and port: "webhook.url"
  std::string too_late = "no answer in time; it is tried again later";  // when patience ends
};

// For one thread.
class TlsStream {
 public:
  using Clock = std::chrono::steady_clock;

  // Connects, without TLS. All that waits here (but the system's resolver, which has time limits of
  // its own) throws MailServerError with what to do when patience ends, and Stopped at a stop.
  TlsStream(TlsPeer peer, const Patience& patience);
  ~TlsStream();
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;

  // The client's side of a TLS handshake. Throws MailServerError if the peer is not who it should
  // be. What came before it was in the clear: whoever upgrades sees to it that nothing is unread.
  void start_tls();

  // At least one byte, at most `size`. Throws MailServerError when the server has ended.
  std::size_t read(char* buffer, std::size_t size);
  void write(std::string_view bytes);

  // Waits for something to read, up to then; false if nothing came.
  bool wait_for_bytes(Clock::time_point until);

  void be_patient_until(Clock::time_point deadline) { patience_.deadline = deadline; }

  // "192.0.2.7", "2001:db8::7": this end of the connection.
  std::string own_address() const;

 private:
  void connect();
  std::string connect_to(const Poco::Net::IPAddress& address);
  bool wait_for(short events, Clock::time_point until);
  void wait_or_throw(short events);
  bool is_done(int result);

  const TlsPeer peer_;
  Patience patience_;
  std::unique_ptr<Poco::Net::StreamSocket> socket_;
};

}  // namespace tlsward
