#include "collector/imap_stream.h"

#include <libetpan/libetpan.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace tlsward {

namespace {

constexpr std::chrono::seconds kAnswerTime{60};
constexpr std::size_t kSlowestBytesPerSecond = 64 << 10;  // of mails
constexpr std::size_t kBufferBytes = 64 << 10;

}  // namespace

ImapStream::ImapStream(const ImapServer& server, const Patience& patience)
    : deadline_(patience.deadline),
      stream_({.host = server.host,
               .port = server.port,
               .ca_file = server.ca_file,
               .other_tls = server.tls == ImapTls::starttls ? "implicit" : "starttls"},
              patience) {
  begin_answer(0);
  if (server.tls == ImapTls::implicit) start_tls();
}

void ImapStream::begin_answer(std::size_t max_literal_bytes) {
  framing_.begin_answer(max_literal_bytes);
  if (Clock::now() >= deadline_)
    throw MailServerError("the poll takes too long; it goes on with the next one");
  const auto time = kAnswerTime + std::chrono::seconds(max_literal_bytes / kSlowestBytesPerSecond);
  stream_.be_patient_until(std::min(Clock::now() + time, deadline_));
}

std::size_t ImapStream::read(char* buffer, std::size_t size) {
  const std::size_t got = stream_.read(buffer, size);
  framing_.inspect({buffer, got});
  return got;
}

std::string ImapStream::read_line() {
  std::string line;
  for (char byte = 0; byte != '\n';) {
    read(&byte, 1);
    line += byte;
  }
  line.pop_back();
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

bool ImapStream::wait_for_bytes(Clock::time_point until) {
  return stream_.wait_for_bytes(std::min(until, deadline_));
}

void ImapStream::rethrow() {
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

namespace {

// libetpan's transport. Its C code can carry no exception.
template <typename Work>
ssize_t guarded(mailstream_low* low, Work work) {
  auto& stream = *static_cast<ImapStream*>(low->data);
  try {
    return static_cast<ssize_t>(work(stream));
  } catch (...) {
    stream.keep_failure(std::current_exception());
    return -1;  // never 0 at an end: libetpan 1.9.4 reads on for ever
  }
}

// libetpan 1.9.4 ends commands of ours with a blank, which RFC 3501 section 9 does not have.
std::string without_last_blank(std::string_view bytes) {
  const bool blank = bytes.ends_with(" \r\n");
  return std::string(bytes.substr(0, bytes.size() - (blank ? 3 : 0))) + (blank ? "\r\n" : "");
}

void free_low(mailstream_low* low) {
  std::free(low);  // NOLINT(cppcoreguidelines-owning-memory): libetpan allocated it
}

mailstream_low_driver driver = {
    .mailstream_read =
        [](mailstream_low* low, void* buffer, size_t size) {
          return guarded(low, [&](ImapStream& stream) {
            return stream.read(static_cast<char*>(buffer), size);
          });
        },
    .mailstream_write =
        [](mailstream_low* low, const void* buffer, size_t size) {
          return guarded(low, [&](ImapStream& stream) {
            stream.write(without_last_blank({static_cast<const char*>(buffer), size}));
            return size;
          });
        },
    .mailstream_close = [](mailstream_low*) { return 0; },
    .mailstream_get_fd = [](mailstream_low*) { return -1; },
    .mailstream_free = free_low,
    .mailstream_cancel = [](mailstream_low*) {},
    .mailstream_get_cancel = nullptr,
    .mailstream_get_certificate_chain = nullptr,
    .mailstream_setup_idle = nullptr,
    .mailstream_unsetup_idle = nullptr,
    .mailstream_interrupt_idle = nullptr,
};

}  // namespace

mailstream* ImapStream::make_mailstream() {
  mailstream_low* const low = mailstream_low_new(this, &driver);
  if (low == nullptr) throw std::bad_alloc();
  mailstream* const stream = mailstream_new(low, kBufferBytes);
  if (stream != nullptr) return stream;
  free_low(low);
  throw std::bad_alloc();
}

}  // namespace tlsward
