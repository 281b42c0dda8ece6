// The head of a request, read strictly: whatever two readers could understand differently is
// refused, for behind a proxy it would smuggle a second request in (RFC 9112 section 11.2). Poco's
// own reader takes two Content-Lengths, or one beside Transfer-Encoding.
#pragma once

#include "collector/limits.h"
#include "program/byte_reader.h"
#include "schema/expected.h"

#include <Poco/Net/HTTPRequest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tlsward {

// Why a head is refused: the status of the answer, and a sentence of our own words.
struct HeadFault {
  int status = 400;
  std::string_view why;
  std::string_view setting;  // the cap that it is over, "limits.max_uri_bytes"; "" for a fault
};

// How the body behind a head is framed (RFC 9112 section 6).
struct Framing {
  enum class Kind { none, length, chunked } kind = Kind::none;
  std::uint64_t length = 0;  // of kind length; INT64_MAX for one that no number holds
};

// The bytes of one head with its empty line, and one empty line before it passed over. Absent if
// the sender ended before the first byte. Faults: 400 ended within, 414 or 431 over the limits.
expected<std::optional<std::string>, HeadFault> read_head(ByteReader& reader, const Limits& limits);

// Fills the request and tells how its body is framed. Faults: 400 bad syntax or ambiguous framing,
// 414, 431, 501 unknown method, 505 another version than 1.0 and 1.1.
expected<Framing, HeadFault> parse_head(std::string_view head, const Limits& limits,
                                        Poco::Net::HTTPRequest& request);

}  // namespace tlsward
