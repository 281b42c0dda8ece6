// Requests of one connection, read as connection.cpp reads them: a head, its body, the next head.
// A body that tells that it is complete has left nothing of itself for the next head, whichever
// pieces the bytes arrive in.
#include "program/byte_reader.h"
#include "program/request_body.h"
#include "program/request_head.h"

#include <Poco/Net/HTTPRequest.h>

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {
namespace {

// Gives the bytes in pieces of at most `piece`.
ByteReader reader_of(std::string_view& bytes, std::size_t piece) {
  return ByteReader([&bytes, piece](char* buffer, std::size_t size) {
    const std::size_t count = std::min({size, piece, bytes.size()});
    std::copy_n(bytes.begin(), count, buffer);
    bytes.remove_prefix(count);
    return count;
  });
}

// Absent if it is framed wrongly or cut off.
std::optional<std::string> read_body(ByteReader& reader, const Framing& framing) {
  RequestBody body(reader, framing, [] {});
  std::string text;
  try {
    for (int byte = body.sbumpc(); byte != ByteReader::kEnd; byte = body.sbumpc())
      text.push_back(static_cast<char>(byte));
  } catch (const std::exception&) {
    return {};
  }
  assert(body.is_complete());
  return text;
}

// The bodies up to the first that cannot be had.
std::vector<std::string> bodies(std::string_view bytes, std::size_t piece) {
  const Limits limits;
  ByteReader reader = reader_of(bytes, piece);
  std::vector<std::string> read;
  while (true) {
    const auto head = read_head(reader, limits);
    if (!head || !*head) return read;
    Poco::Net::HTTPRequest request;
    const auto framing = parse_head(**head, limits, request);
    if (!framing) return read;
    auto body = read_body(reader, *framing);
    if (!body) return read;
    read.push_back(std::move(*body));
  }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  assert(bodies(bytes, 1) == bodies(bytes, 4096));
  return 0;
}

}  // namespace tlsward
