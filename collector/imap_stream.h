// The bytes between us and an IMAP server, over Poco's TLS or plain: the peer is verified with its
// name, nothing waits past its deadline or after a stop, and no answer is larger than what was
// asked for. libetpan reads and writes through it; its own TLS, in Debian's build, verifies nobody.
#pragma once

#include "collector/imap_error.h"
#include "collector/imap_framing.h"
#include "collector/mailbox_options.h"

#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <string>
#include <string_view>

struct _mailstream;    // NOLINT(bugprone-reserved-identifier): libetpan's mailstream
namespace Poco::Net {  // NOLINT(readability-identifier-naming)
class StreamSocket;
}

namespace tlsward {

// What ends a wait: the time by which all must be done, and a descriptor that becomes readable when
// somebody asks to stop (-1 for none).
struct ImapPatience {
  std::chrono::steady_clock::time_point deadline;
  int stop = -1;
};

// For one thread.
class ImapStream {
 public:
  using Clock = std::chrono::steady_clock;

  // Connects, with TLS if it is implicit. Throws ImapError with what to do; this and all else that
  // waits throws ImapStopped at a stop.
  ImapStream(ImapServer server, ImapPatience patience);
  ~ImapStream();
  ImapStream(const ImapStream&) = delete;
  ImapStream& operator=(const ImapStream&) = delete;

  // The client's side of a TLS handshake. Throws ImapError if the peer is not who it should be.
  void start_tls();

  // A question follows. Its answer must be there within 60 s, and a second for each 64 KiB, without
  // a silence of 60 s, and hold no more than so many bytes of mails.
  void begin_answer(std::size_t max_literal_bytes);
  void be_patient_until(Clock::time_point deadline) { patience_.deadline = deadline; }

  // At least one byte, at most `size`. Throws ImapError when the server has ended, is too slow or
  // says what ImapFraming refuses.
  std::size_t read(char* buffer, std::size_t size);
  void write(std::string_view bytes);

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
  void connect();
  bool wait_for(short events, Clock::time_point until);
  void wait_or_throw(short events);
  bool is_done(int result);

  const ImapServer server_;
  ImapPatience patience_;
  Clock::time_point answer_deadline_;
  std::unique_ptr<Poco::Net::StreamSocket> socket_;
  ImapFraming framing_;
  std::exception_ptr failure_;
};

}  // namespace tlsward
