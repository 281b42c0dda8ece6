// Tests program/request_body.cpp and program/byte_reader.cpp: a body is whole, or reading it
// throws.
#include "program/request_body.h"

#include "program/wire.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <iterator>

namespace tlsward {

namespace {

// Gives the text in pieces of `piece` bytes.
ByteReader reader_of(std::string text, std::size_t piece) {
  return ByteReader(
      [text = std::move(text), piece, at = std::size_t{0}](char* buffer, std::size_t size) mutable {
        const std::size_t count = std::min({size, piece, text.size() - at});
        std::memcpy(buffer, text.data() + at, count);
        at += count;
        return count;
      });
}

const Framing kChunked{Framing::Kind::chunked, 0};

Framing length(std::uint64_t bytes) {
  return {Framing::Kind::length, bytes};
}

std::string read_all(std::streambuf& body) {
  std::istream stream(&body);
  stream.exceptions(std::ios::badbit);
  std::string text(1 << 20, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

}  // namespace

TEST_CASE("a whole body is read and no byte more, in whatever pieces it comes") {
  const struct {
    std::string bytes;
    Framing framing;
    std::string body;
    std::string rest;
  } cases[] = {
      {"hello", length(5), "hello", ""},
      {"helloPOST", length(5), "hello", "POST"},
      {"POST", length(0), "", "POST"},
      {"POST", {}, "", "POST"},
      {"5\r\nhello\r\n0\r\n\r\nPOST", kChunked, "hello", "POST"},
      {"1\r\nh\r\n4;name=value\r\nello\r\n000\r\nTrailer: x\r\nOther: y\r\n\r\nP", kChunked,
       "hello", "P"},
      {"A\r\n0123456789\r\nb\r\n0123456789a\r\n0\r\n\r\n", kChunked, "01234567890123456789a", ""},
      {std::string("2328\r\n") + std::string(9000, 'x') + "\r\n0\r\n\r\n", kChunked,
       std::string(9000, 'x'), ""},
      {"0\r\n\r\n", kChunked, "", ""},
  };
  for (const auto& one : cases) {
    for (const std::size_t piece : {1, 3, 100'000}) {
      CAPTURE(one.bytes);
      CAPTURE(piece);
      ByteReader reader = reader_of(one.bytes, piece);
      RequestBody body(reader, one.framing, nullptr);
      CHECK(read_all(body) == one.body);
      CHECK(body.is_complete());
      std::string rest;
      for (int byte = reader.get(); byte != ByteReader::kEnd; byte = reader.get()) {
        rest += static_cast<char>(byte);
      }
      CHECK(rest == one.rest);
    }
  }
}

TEST_CASE("a body that is badly framed is never taken for a whole one") {
  const std::string cases[] = {
      "ZZ\r\nabc\r\n0\r\n\r\n",
      "\r\nabc\r\n0\r\n\r\n",
      "-2\r\nabc\r\n0\r\n\r\n",
      "0x3\r\nabc\r\n0\r\n\r\n",
      "3 \r\nabc\r\n0\r\n\r\n",
      " 3\r\nabc\r\n0\r\n\r\n",
      "3\nabc\r\n0\r\n\r\n",
      "3\rabc\r\n0\r\n\r\n",
      "3;a\nabc\r\n0\r\n\r\n",
      "3\r\nabc0\r\n\r\n",
      "3\r\nabc\n0\r\n\r\n",
      "3\r\nabcd\r\n0\r\n\r\n",
      "4\r\nabc\r\n0\r\n\r\n",
      "3\r\nabc\r\nx\r\n\r\n",
      "fffffffffffffffe\r\nabc\r\n0\r\n\r\n",
      "000000003\r\nabc\r\n0\r\n\r\n",
      "0\r\nTrailer: x\n\r\n",
      "3\r\nabc\r\n0\r\nX: " + std::string(2 << 20, 'x') + "\r\n\r\n",
      "3;" + std::string(2 << 20, 'x') + "\r\nabc\r\n0\r\n\r\n",
  };
  for (const std::string& bytes : cases) {
    CAPTURE(bytes.substr(0, 100));
    ByteReader reader = reader_of(bytes, 1000);
    RequestBody body(reader, kChunked, nullptr);
    CHECK_THROWS_AS(read_all(body), BadFraming);
    CHECK_FALSE(body.is_complete());
  }
}

TEST_CASE("a body that is cut off, anywhere, is never taken for a whole one") {
  const std::string chunked = "5;x=y\r\nhello\r\n0\r\nTrailer: x\r\n\r\n";
  for (std::size_t cut = 0; cut < chunked.size(); ++cut) {
    CAPTURE(cut);
    ByteReader reader = reader_of(chunked.substr(0, cut), 1000);
    RequestBody body(reader, kChunked, nullptr);
    CHECK_THROWS_AS(read_all(body), PeerGone);
  }
  ByteReader reader = reader_of("hell", 1000);
  RequestBody body(reader, length(5), nullptr);
  CHECK_THROWS_AS(read_all(body), PeerGone);
}

TEST_CASE("100 Continue has its time before the first byte, and only if one is read") {
  int asked = 0;
  ByteReader reader = reader_of("hello", 1);
  {
    const RequestBody unread(reader, length(5), [&] { ++asked; });
    CHECK(asked == 0);
  }
  RequestBody body(reader, length(5), [&] { ++asked; });
  read_all(body);
  CHECK(asked == 1);
}

}  // namespace tlsward
