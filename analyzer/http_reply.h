// The answer of an HTTP/1.1 server, as far as it has come: the few things that fetching a policy
// file needs, and nothing that would follow a redirect, keep a cookie or a connection.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tlsward {

struct HttpReply {
  int status = 0;
  std::string location;
  std::string content_type;
  std::string content_encoding;
  std::optional<std::int64_t> age;  // in seconds (RFC 9111 section 5.1)
  std::string body;                 // as far as it came, `most` bytes of it at most
  bool too_large = false;           // there are more
};

enum class HttpState { unfinished, finished, garbled };

// Reads what came, from the beginning; `at_end` when nothing more will. Informational answers
// (1xx) are passed over. Garbled is what is no HTTP, has a longer head than 64 KiB, or ends before
// its Content-Length or its last chunk.
HttpState read_http_reply(std::string_view bytes, bool at_end, std::size_t most, HttpReply& reply);

}  // namespace tlsward
