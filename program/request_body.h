// The body of a request as a stream that knows where it ends. Poco's takes a bad chunk size, or the
// end of the connection, for the end of the body: a report cut short would read as a whole one.
#pragma once

#include "program/byte_reader.h"
#include "program/request_head.h"

#include <array>
#include <cstdint>
#include <functional>
#include <istream>
#include <stdexcept>
#include <streambuf>

namespace tlsward {

// The body is not framed as its head says: 400, and nothing of it is stored.
struct BadFraming : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// For one request. Reading throws, through an istream with exceptions(badbit) too: BadFraming, what
// the reader throws, and PeerGone if the sender ended before the end of the body.
class RequestBody : public std::streambuf {
 public:
  // `before_first_read` is called once, if anything is read: the time for 100 Continue.
  RequestBody(ByteReader& reader, const Framing& framing, std::function<void()> before_first_read);

  // Whether nothing of the body is left on the connection: another request may follow.
  bool is_complete() const { return ended_; }

 protected:
  int_type underflow() override;

 private:
  // Up to `size` bytes of the body; 0 at its end.
  std::size_t read(char* buffer, std::size_t size);
  // The size of the next chunk; behind the last one reads the trailer.
  void begin_chunk();
  std::uint64_t read_chunk_size();
  // Reads the rest of a line, its end included, and returns whether it was empty.
  bool skip_line();
  void expect(char wanted);
  int take();

  ByteReader& reader_;
  const Framing framing_;
  std::function<void()> before_first_read_;
  std::uint64_t left_ = 0;         // of the body, or of the chunk
  std::size_t framing_bytes_ = 0;  // of chunk sizes, extensions and trailers
  bool first_chunk_ = true;
  bool ended_ = false;
  std::array<char, 4096> buffer_{};
};

}  // namespace tlsward
