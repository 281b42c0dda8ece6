#include "program/smtp_stream.h"

#include <fmt/format.h>

#include <array>
#include <exception>

namespace tlsward {

namespace {

constexpr std::size_t kMostLineBytes = 2 << 10;  // RFC 5321 section 4.5.3.1 allows 512
constexpr std::size_t kMostBytes = 64 << 10;     // of a server's answers in all
constexpr std::size_t kBufferBytes = 4 << 10;

TlsPeer peer_of(const SmtpServer& server) {
  return {.host = server.host,
          .port = server.port,
          .ca_file = server.ca_file,
          .settings = "mail.",
          .other_tls = server.tls == SmtpTls::starttls ? "tls" : "starttls",
          .too_late = fmt::format("no answer within {} s (mail.timeout)", server.time.count())};
}

}  // namespace

SmtpStream::SmtpStream(const SmtpServer& server, const std::stop_token& stop)
    : stop_(stop),
      stream_(peer_of(server), {.deadline = TlsStream::Clock::now() + server.time,
                                .stop = stop_.descriptor(),
                                .longest_silence = server.time}) {
  if (server.tls == SmtpTls::tls) stream_.start_tls();
}

void SmtpStream::start_tls() {
  if (buffer_.empty() && stream_.wait_for_bytes(TlsStream::Clock::now())) {
    char byte = 0;  // or it has hung up, which reading tells
    buffer_.append(&byte, stream_.read(&byte, 1));
  }
  if (!buffer_.empty())
    throw MailServerError(
        "it said more than it was asked before TLS began; somebody may be between");
  stream_.start_tls();
}

// A tarpit may send a byte now and then: only the deadline counts.
std::string SmtpStream::read_line() {
  std::array<char, kBufferBytes> bytes;
  std::size_t end = 0;
  while ((end = buffer_.find('\n')) == std::string::npos) {
    if (buffer_.size() > kMostLineBytes)
      throw MailServerError("its line has no end; it may be no mail server");
    const std::size_t got = stream_.read(bytes.data(), bytes.size());
    buffer_.append(bytes.data(), got);
    bytes_read_ += got;
    if (bytes_read_ > kMostBytes)
      throw MailServerError("it says too much; it may be no mail server");
  }
  std::string line = buffer_.substr(0, end);
  buffer_.erase(0, end + 1);
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

void SmtpStream::quit() noexcept {
  try {
    write("QUIT\r\n");
  } catch (const std::exception&) {
    return;  // whoever is gone needs no farewell
  }
}

std::string SmtpStream::own_address() const {
  const std::string address = stream_.own_address();
  const bool v6 = address.find(':') != std::string::npos;
  return fmt::format("[{}{}]", v6 ? "IPv6:" : "", address);
}

}  // namespace tlsward
