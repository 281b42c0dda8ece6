#include "program/request_body.h"

#include "program/wire.h"
#include "schema/text.h"

#include <algorithm>
#include <utility>

namespace tlsward {

namespace {

constexpr int kMaxSizeDigits = 8;  // 4 GiB: more than any limit
// Sizes, extensions and trailers of one body; a report of 10 MiB in chunks of 100 bytes has 600
// KiB.
constexpr std::size_t kMaxFramingBytes = 1 << 20;

}  // namespace

RequestBody::RequestBody(ByteReader& reader, const Framing& framing,
                         std::function<void()> before_first_read)
    : reader_(reader),
      framing_(framing),
      before_first_read_(std::move(before_first_read)),
      left_(framing.length),
      ended_(framing.kind == Framing::Kind::none ||
             (framing.kind == Framing::Kind::length && framing.length == 0)) {}

RequestBody::int_type RequestBody::underflow() {
  if (before_first_read_ && !ended_) std::exchange(before_first_read_, nullptr)();
  const std::size_t size = read(buffer_.data(), buffer_.size());
  setg(buffer_.data(), buffer_.data(), buffer_.data() + size);
  return size == 0 ? traits_type::eof() : traits_type::to_int_type(buffer_[0]);
}

std::size_t RequestBody::read(char* buffer, std::size_t size) {
  if (ended_) return 0;
  if (framing_.kind == Framing::Kind::chunked && left_ == 0) begin_chunk();
  if (ended_) return 0;
  const std::size_t got = reader_.read(buffer, std::min<std::uint64_t>(size, left_));
  if (got == 0) throw PeerGone("ended within the body");
  left_ -= got;
  if (framing_.kind == Framing::Kind::length) ended_ = left_ == 0;
  return got;
}

// RFC 9112 section 7.1.
void RequestBody::begin_chunk() {
  if (!std::exchange(first_chunk_, false)) {
    expect('\r');
    expect('\n');
  }
  left_ = read_chunk_size();
  if (left_ > 0) return;
  while (!skip_line()) {
  }
  ended_ = true;
}

std::uint64_t RequestBody::read_chunk_size() {
  std::uint64_t size = 0;
  int digits = 0;
  int byte = take();
  for (; hex_digit(byte) >= 0; byte = take()) {
    if (++digits > kMaxSizeDigits) throw BadFraming("a chunk size is too large");
    size = size * 16 + static_cast<std::uint64_t>(hex_digit(byte));
  }
  if (digits == 0) throw BadFraming("a chunk size is no number");
  if (byte == ';') {
    skip_line();
  } else if (byte == '\r') {
    expect('\n');
  } else {
    throw BadFraming("a chunk size is no number");
  }
  return size;
}

bool RequestBody::skip_line() {
  bool empty = true;
  for (int byte = take(); byte != '\r'; byte = take()) {
    if (byte == '\n') throw BadFraming("a line ends without CR LF");
    empty = false;
  }
  expect('\n');
  return empty;
}

void RequestBody::expect(char wanted) {
  if (take() != wanted) throw BadFraming("a chunk does not end where its size says");
}

int RequestBody::take() {
  const int byte = reader_.get();
  if (byte == ByteReader::kEnd) throw PeerGone("ended within the body");
  if (++framing_bytes_ > kMaxFramingBytes) throw BadFraming("too many bytes between the chunks");
  return byte;
}

}  // namespace tlsward
