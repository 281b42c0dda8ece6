// The connection to a mail server: Poco's sockets and TLS, verified always and never given up for
// clear text, with a deadline for everything and a bound on what is read. The one place where mails
// leave for the network.
#pragma once

#include "program/mail_options.h"

#include <chrono>
#include <memory>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <string_view>

namespace Poco::Net {  // NOLINT(readability-identifier-naming)
class IPAddress;
class StreamSocket;
}  // namespace Poco::Net

namespace tlsward {

// The server cannot be reached or trusted, refuses, or says what cannot be read: what, and what to
// do. The mail is kept and tried again.
struct SmtpError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class SmtpStream {
 public:
  using Clock = std::chrono::steady_clock;

  // Connects, and with SmtpTls::tls starts TLS. All that it does (but the system's resolver, which
  // has time limits of its own) ends by server.time from now and soon after the stop, by SmtpError.
  // `server` is lent.
  SmtpStream(const SmtpServer& server, std::stop_token stop);
  ~SmtpStream();
  SmtpStream(const SmtpStream&) = delete;
  SmtpStream& operator=(const SmtpStream&) = delete;

  // Goes on with TLS. Throws SmtpError, also where the server has said something already that would
  // be taken for said under TLS.
  void start_tls();

  // The next line, without its end. Throws SmtpError, also where a line or all the lines are longer
  // than any server's.
  std::string read_line();

  void write(std::string_view bytes);

  // Says QUIT, and waits for no answer. Nothing that goes wrong with it matters any more.
  void quit() noexcept;

  // "[192.0.2.7]", "[IPv6:2001:db8::7]": this end of the connection (RFC 5321 section 4.1.3).
  std::string own_address() const;

 private:
  void connect();
  std::string connect_to(const Poco::Net::IPAddress& address);
  bool wait_for(short events, Clock::time_point until);
  void wait_or_throw(short events);
  bool is_done(int result);
  void fill();

  const SmtpServer& server_;
  const std::stop_token stop_;
  const Clock::time_point deadline_;
  std::unique_ptr<Poco::Net::StreamSocket> socket_;
  std::string buffer_;  // read and not yet asked for
  std::size_t bytes_read_ = 0;
};

}  // namespace tlsward
