// Tests program/request_head.cpp: what is read, and what is refused because others read it
// differently.
#include "program/request_head.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>

namespace tlsward {

namespace {

ByteReader reader_of(std::string text) {
  return ByteReader(
      [text = std::move(text), at = std::size_t{0}](char* buffer, std::size_t size) mutable {
        const std::size_t count = std::min(size, text.size() - at);
        std::memcpy(buffer, text.data() + at, count);
        at += count;
        return count;
      });
}

// The status with which the head would be refused; 0 if it is read.
int status_of(const std::string& head) {
  Poco::Net::HTTPRequest request;
  const auto framing = parse_head(head, Limits{}, request);
  return framing ? 0 : framing.error().status;
}

const std::string kLine = "POST /v1/tlsrpt HTTP/1.1\r\n";
const std::string kHost = "Host: reports.example.com\r\n";

}  // namespace

TEST_CASE("a head fills the request") {
  Poco::Net::HTTPRequest request;
  const auto framing = parse_head(
      kLine + kHost + "Content-Type:  application/tlsrpt+gzip \t\r\nContent-Length: 0042\r\n\r\n",
      Limits{}, request);
  REQUIRE(framing);
  CHECK(request.getMethod() == "POST");
  CHECK(request.getURI() == "/v1/tlsrpt");
  CHECK(request.getVersion() == "HTTP/1.1");
  CHECK(request.getContentType() == "application/tlsrpt+gzip");
  CHECK(framing->kind == Framing::Kind::length);
  CHECK(framing->length == 42);
}

TEST_CASE("the framing is none, a length or chunked") {
  const struct {
    std::string fields;
    Framing::Kind kind;
    std::uint64_t length;
  } cases[] = {
      {"", Framing::Kind::none, 0},
      {"Content-Length: 7\r\n", Framing::Kind::length, 7},
      {"content-length: 99999999999999999999\r\n", Framing::Kind::length, INT64_MAX},
      {"Transfer-Encoding: Chunked\r\n", Framing::Kind::chunked, 0},
  };
  for (const auto& one : cases) {
    CAPTURE(one.fields);
    Poco::Net::HTTPRequest request;
    const auto framing = parse_head(kLine + kHost + one.fields + "\r\n", Limits{}, request);
    REQUIRE(framing);
    CHECK(framing->kind == one.kind);
    CHECK(framing->length == one.length);
  }
}

TEST_CASE("a head that two readers could understand differently is refused") {
  const struct {
    std::string head;
    int status;
  } cases[] = {
      // Lengths
      {kLine + kHost + "Content-Length: 4\r\nContent-Length: 5\r\n\r\n", 400},
      {kLine + kHost + "Content-Length: 4\r\ncontent-length: 4\r\n\r\n", 400},
      {kLine + kHost + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {kLine + kHost + "Content-Length: 5, 5\r\n\r\n", 400},
      {kLine + kHost + "Content-Length: +5\r\n\r\n", 400},
      {kLine + kHost + "Content-Length: -5\r\n\r\n", 400},
      {kLine + kHost + "Content-Length: 0x5\r\n\r\n", 400},
      {kLine + kHost + "Content-Length: 5 5\r\n\r\n", 400},
      {kLine + kHost + "Content-Length:\r\n\r\n", 400},
      // Encodings
      {kLine + kHost + "Transfer-Encoding: chunked, identity\r\n\r\n", 400},
      {kLine + kHost + "Transfer-Encoding: gzip, chunked\r\n\r\n", 400},
      {kLine + kHost + "Transfer-Encoding: xchunked\r\n\r\n", 400},
      {kLine + kHost +
           "Transfer-Encoding: \x0b"
           "chunked\r\n\r\n",
       400},
      {kLine + kHost + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {"POST / HTTP/1.0\r\n" + kHost + "Transfer-Encoding: chunked\r\n\r\n", 400},
      // Lines
      {kLine + kHost + "Content-Length: 4\n\r\n", 400},
      {kLine + kHost + "Content-Length: 4\r\n\n", 400},
      {"POST / HTTP/1.1\n" + kHost + "\r\n", 400},
      {kLine + kHost + "X: a\r\n b\r\n\r\n", 400},
      {kLine + kHost + "X : a\r\n\r\n", 400},
      {kLine + " Host: x\r\n\r\n", 400},
      {kLine + kHost + "X\r\n\r\n", 400},
      {kLine + kHost + ": a\r\n\r\n", 400},
      {kLine + kHost + "X: a\rb\r\n\r\n", 400},
      {kLine + kHost + std::string("X: a\0b\r\n\r\n", 10), 400},
      // Hosts
      {kLine + "\r\n", 400},
      {kLine + kHost + kHost + "\r\n", 400},
      {"GET / HTTP/1.0\r\n\r\n", 0},
      // Request lines
      {"POST /\r\n" + kHost + "\r\n", 400},
      {"POST  HTTP/1.1\r\n" + kHost + "\r\n", 400},
      {"POST / / HTTP/1.1\r\n" + kHost + "\r\n", 400},
      {"P(ST / HTTP/1.1\r\n" + kHost + "\r\n", 400},
      {std::string("GET /\0 HTTP/1.1\r\n", 17) + kHost + "\r\n", 400},
      {"POST / http/1.1\r\n" + kHost + "\r\n", 400},
      {"POST / HTTP/1.1 \r\n" + kHost + "\r\n", 400},
      {"PRI * HTTP/2.0\r\n\r\n", 505},
      {"POST / HTTP/1.9\r\n" + kHost + "\r\n", 505},
      {"TRACE / HTTP/1.1\r\n" + kHost + "\r\n", 501},
      {"CONNECT example.com:443 HTTP/1.1\r\n" + kHost + "\r\n", 501},
      {"post / HTTP/1.1\r\n" + kHost + "\r\n", 501},
      // Sizes
      {"POST /" + std::string(2048, 'a') + " HTTP/1.1\r\n" + kHost + "\r\n", 414},
      {"POST /" + std::string(2047, 'a') + " HTTP/1.1\r\n" + kHost + "\r\n", 0},
  };
  for (const auto& one : cases) {
    CAPTURE(one.head);
    CHECK(status_of(one.head) == one.status);
  }
}

TEST_CASE("a head may have 64 fields") {
  std::string fields;
  for (int i = 0; i < 63; ++i)
    fields += "X: y\r\n";
  CHECK(status_of(kLine + kHost + fields + "\r\n") == 0);
  CHECK(status_of(kLine + kHost + fields + "X: y\r\n\r\n") == 431);
}

TEST_CASE("a head is read to its empty line and no further") {
  ByteReader reader = reader_of("\r\n" + kLine + kHost + "\r\nbody");
  const auto head = read_head(reader, Limits{});
  REQUIRE(head);
  CHECK(*head == kLine + kHost + "\r\n");
  CHECK(reader.get() == 'b');
}

TEST_CASE("a head without end is given up at the limit, and one cut off is told from none") {
  const struct {
    std::string bytes;
    int status;
  } cases[] = {
      {"POST /" + std::string(16 << 10, 'a'), 414},
      {kLine + "X: " + std::string(16 << 10, 'a'), 431},
      {kLine + "Host: x\r\n", 400},
  };
  for (const auto& one : cases) {
    ByteReader reader = reader_of(one.bytes);
    const auto head = read_head(reader, Limits{});
    REQUIRE_FALSE(head);
    CHECK(head.error().status == one.status);
  }
  ByteReader nothing = reader_of("");
  const auto head = read_head(nothing, Limits{});
  REQUIRE(head);
  CHECK_FALSE(head->has_value());
}

}  // namespace tlsward
