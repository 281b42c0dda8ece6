// analyzer/http_reply.cpp
#include "analyzer/http_reply.h"

#include <doctest/doctest.h>

#include <string>

namespace tlsward {
namespace {

struct Case {
  std::string bytes;
  bool at_end;
  HttpState state;
  std::string body;
};

}  // namespace

TEST_CASE("a body is whole at its length, its last chunk, or the end of the connection") {
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  const Case cases[] = {
      {ok + "Content-Length: 3\r\n\r\nabc", false, HttpState::finished, "abc"},
      {ok + "content-length:3\r\n\r\nab", false, HttpState::unfinished, "ab"},
      {ok + "Content-Length: 3\r\n\r\nab", true, HttpState::garbled, "ab"},
      {ok + "Content-Length: 3\r\n\r\nabcd", false, HttpState::finished, "abc"},
      {ok + "\r\nabc", false, HttpState::unfinished, "abc"},
      {ok + "\r\nabc", true, HttpState::finished, "abc"},
      {ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1;x=y\r\nc\r\n0\r\n\r\n", false,
       HttpState::finished, "abc"},
      {ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n", true, HttpState::garbled, "ab"},
      {ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\nab", false, HttpState::garbled, ""},
      {"HTTP/1.1 100 Continue\r\n\r\n" + ok + "Content-Length: 1\r\n\r\na", false,
       HttpState::finished, "a"},
      {ok + "Content-Len", false, HttpState::unfinished, ""},
      {"220 mx.example ESMTP\r\n\r\n", false, HttpState::garbled, ""},
      {"", true, HttpState::garbled, ""},
  };
  for (const auto& [bytes, at_end, state, body] : cases) {
    CAPTURE(bytes);
    HttpReply reply;
    CHECK(read_http_reply(bytes, at_end, 100, reply) == state);
    CHECK(reply.body == body);
  }
}

TEST_CASE("what a policy is judged by is read from the head, whatever the case of its names") {
  HttpReply reply;
  REQUIRE(read_http_reply("HTTP/1.1 302 Found\r\nlocation: https://www.example/\r\n"
                          "CONTENT-TYPE:  text/plain \r\nContent-Encoding: gzip\r\n"
                          "Content-Length: 0\r\n\r\n",
                          false, 100, reply) == HttpState::finished);
  CHECK(reply.status == 302);
  CHECK(reply.location == "https://www.example/");
  CHECK(reply.content_type == "text/plain");
  CHECK(reply.content_encoding == "gzip");
}

TEST_CASE("more than the most is cut, and said to be more, without waiting for its end") {
  for (const std::string& framing :
       {std::string("Content-Length: 1000\r\n\r\n"), std::string("\r\n"),
        std::string("Transfer-Encoding: chunked\r\n\r\n3e8\r\n")}) {
    CAPTURE(framing);
    HttpReply reply;
    CHECK(read_http_reply("HTTP/1.1 200 OK\r\n" + framing + std::string(11, 'x'), false, 10,
                          reply) == HttpState::finished);
    CHECK(reply.body.size() == 10);
    CHECK(reply.too_large);
  }
}

TEST_CASE("a head without an end is garbled, not waited for") {
  HttpReply reply;
  const std::string endless = "HTTP/1.1 200 OK\r\nX: " + std::string(100 << 10, 'x');
  CHECK(read_http_reply(endless, false, 10, reply) == HttpState::garbled);
}

}  // namespace tlsward
