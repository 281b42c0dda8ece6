// The bytes of a connection one after the other: what was received too far is there for the next
// who reads, be it a head, a body or the request behind it.
#pragma once

#include <array>
#include <cstddef>
#include <functional>

namespace tlsward {

class ByteReader {
 public:
  // Gives at least one byte, at most `size`; 0 at the end. What it throws passes through.
  using Source = std::function<std::size_t(char* buffer, std::size_t size)>;
  static constexpr int kEnd = -1;

  explicit ByteReader(Source source) : source_(std::move(source)) {}

  // The next byte (0..255), taken or left; kEnd at the end.
  int get();
  int peek();

  // At least one byte, at most `size`; 0 at the end.
  std::size_t read(char* buffer, std::size_t size);

  // Whether the next byte is here already.
  bool has_buffered() const { return next_ < end_; }

 private:
  bool fill();

  const Source source_;
  std::array<char, 4096> buffer_{};
  std::size_t next_ = 0;
  std::size_t end_ = 0;
};

}  // namespace tlsward
