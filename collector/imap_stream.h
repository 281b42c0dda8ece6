// The bytes between us and an IMAP server: each answer has a time of its own, and none is larger
// than what was asked for. libetpan reads and writes through it; its own TLS, in Debian's build,
// verifies nobody.
#pragma once

#include "collector/imap_framing.h"
#include "collector/mailbox_options.h"
#include "collector/tls_stream.h"

#include <chrono>
#include <cstddef>
#include <exception>
#include <string>
#include <string_view>

struct _mailstream;  // NOLINT(bugprone-reserved-identifier): libetpan's mailstream

namespace tlsward {

// For one thread.
class ImapStream {
 public:
  using Clock = std::chrono::steady_clock;

  // Connects, with TLS if it is implicit. Throws MailServerError with what to do; this and all else
  // that waits throws Stopped at a stop.
  ImapStream(const ImapServer& server, const Patience& patience);

  // The client's side of a TLS handshake. Throws MailServerError if the peer is not who it should
  // be.
  void start_tls() { stream_.start_tls(); }

  // A question follows. Its answer must be there within 60 s, and a second for each 64 KiB, without
  // a silence of 60 s, and hold no more than so many bytes of mails.
  void begin_answer(std::size_t max_literal_bytes);
  void be_patient_until(Clock::time_point deadline) { deadline_ = deadline; }

  // At least one byte, at most `size`. Throws MailServerError when the server has ended, is too
  // slow or says what ImapFraming refuses.
  std::size_t read(char* buffer, std::size_t size);
  void write(std::string_view bytes) { stream_.write(bytes); }

  // A line without its end, and not a byte behind it: for what is said before libetpan reads.
  std::string read_line();

  // Waits for something to read, up to then; false if nothing came.
  bool wait_for_bytes(Clock::time_point until);

  // For libetpan, which frees it: reads and writes here. What is thrown meanwhile may not pass
  // through C: libetpan is told of an error, and rethrow() throws what it was, if anything was.
  _mailstream* make_mailstream();
  void keep_failure(std::exception_ptr failure) { failure_ = std::move(failure); }
  void rethrow();

 private:
  Clock::time_point deadline_;
  TlsStream stream_;
  ImapFraming framing_;
  std::exception_ptr failure_;
};

}  // namespace tlsward
