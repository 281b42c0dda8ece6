#include "program/byte_reader.h"

#include <algorithm>

namespace tlsward {

bool ByteReader::fill() {
  if (has_buffered()) return true;
  next_ = 0;
  end_ = source_(buffer_.data(), buffer_.size());
  return end_ > 0;
}

int ByteReader::peek() {
  return fill() ? static_cast<unsigned char>(buffer_[next_]) : kEnd;
}

int ByteReader::get() {
  const int byte = peek();
  if (byte != kEnd) ++next_;
  return byte;
}

std::size_t ByteReader::read(char* buffer, std::size_t size) {
  // A large piece need not go through the buffer.
  if (!has_buffered() && size >= buffer_.size()) return source_(buffer, size);
  if (!fill()) return 0;
  const std::size_t count = std::min(size, end_ - next_);
  std::copy_n(buffer_.data() + next_, count, buffer);
  next_ += count;
  return count;
}

}  // namespace tlsward
