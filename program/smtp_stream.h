// The lines between us and a mail server, with one deadline for everything and a bound on what is
// read.
#pragma once

#include "collector/stop_signal.h"
#include "collector/tls_stream.h"
#include "program/mail_options.h"

#include <stop_token>
#include <string>
#include <string_view>

namespace tlsward {

class SmtpStream {
 public:
  // Connects, and with SmtpTls::tls starts TLS. All that it does ends by server.time from now and
  // soon after the stop, as TlsStream says.
  SmtpStream(const SmtpServer& server, const std::stop_token& stop);

  // Goes on with TLS. Throws MailServerError, also where the server has said something already that
  // would be taken for said under TLS.
  void start_tls();

  // The next line, without its end. Throws MailServerError, also where a line or all the lines are
  // longer than any server's.
  std::string read_line();

  void write(std::string_view bytes) { stream_.write(bytes); }

  // Says QUIT, and waits for no answer. Nothing that goes wrong with it matters any more.
  void quit() noexcept;

  // "[192.0.2.7]", "[IPv6:2001:db8::7]": this end of the connection (RFC 5321 section 4.1.3).
  std::string own_address() const;

 private:
  const StopSignal stop_;
  TlsStream stream_;
  std::string buffer_;  // read and not yet asked for
  std::size_t bytes_read_ = 0;
};

}  // namespace tlsward
