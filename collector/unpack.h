// Bytes -> the texts in them, told apart by their first bytes and never by a media type or a name:
// gzip (RFC 1952, also with several members), zip, or text. Bounded while inflating, never
// recursive.
#pragma once

#include "collector/limits.h"
#include "schema/expected.h"
#include "schema/rejection.h"

#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

struct Unpacked {
  std::string name;  // of a zip's member; else empty
  std::string text;
};

// The texts: one for gzip and text, one for each .json or .json.gz member of a zip. Refuses, as a
// Rejection:
//   not_a_report    empty; UTF-16; gzip within gzip; first bytes that are neither gzip, zip nor "{"
//   (after
//                   a byte order mark and white space); a zip without such members
//   not_understood  gzip or zip that is damaged: bad CRC, cut off, rubbish behind it (zero padding
//   is fine) too_large       more than the limits allow; says which, and the setting to raise
// Memory: the texts, never more than max_inflated_bytes. Stops at once when the first inflated byte
// cannot begin JSON or more than 64 KiB of white space lead.
expected<std::vector<Unpacked>, Rejection> unpack(std::string_view bytes, const Limits& limits);

// The bytes as one gzip member: how raw bytes that came uncompressed are kept.
std::string gzip(std::string_view bytes);

}  // namespace tlsward
