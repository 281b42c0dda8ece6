// Bytes -> the texts in them, told apart by their first bytes and never by a media type or a name:
// gzip (RFC 1952, also of several members), zip, or text. Bounded while inflating, never recursive.
#pragma once

#include "collector/limits.h"
#include "schema/expected.h"
#include "schema/rejection.h"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

struct Unpacked {
  std::string name;  // of a zip's member, as it stands there; else empty
  std::string text;
};

// The texts: one for gzip and for text, one for each .json or .json.gz member of a zip, except
// hidden ones (macOS puts "__MACOSX/._report.json" beside report.json). Whether a text is a report
// is parse_report()'s to say. All or nothing; refuses, as a Rejection:
//   too_large       over a cap of the limits: names it and the setting to raise
//   not_understood  gzip or zip that is damaged, cut off, encrypted or followed by anything but
//                   zero padding; a compression other than deflate
//   not_a_report    gzip that inflates to what cannot begin JSON (more gzip, say) or to 64 KiB of
//                   white space: it is inflated no further; a zip without such members
// Needs memory for the texts (a string's spare room included) and 32 KiB.
expected<std::vector<Unpacked>, Rejection> unpack(std::string_view bytes, const Limits& limits);

// Whether the file that the path names ends in one of the suffixes (given in lower case, found in
// any) and is not hidden.
bool is_named(std::string_view path, std::initializer_list<std::string_view> suffixes);

// Refuses what is more than a cap, which it names with the setting to raise.
Rejection over_limit(std::size_t cap, std::string_view of_what, std::string_view setting);

// Refuses what is larger than a delivery may be, without having read it.
Rejection body_too_large(const Limits& limits);

// Refuses what is larger than a delivery may be when it is unpacked, all its members together.
Rejection inflates_too_large(const Limits& limits);

// Refuses a delivery that holds more documents than it may.
Rejection too_many_documents(const Limits& limits);

// What there is to be read in a delivery.
struct TextSize {
  std::size_t bytes = 0;
  // Unknown, and 0, for a zip:
  std::size_t objects = 0;  // "{" in it
  std::size_t marks = 0;    // double quotes, backslashes and line feeds: what may part its texts
};

// How many bytes of text unpack() would hold, at most max_inflated_bytes: exact for text and gzip,
// which is inflated and thrown away piece by piece; the most there may be for a zip. The size that
// gzip itself tells may be a lie.
TextSize unpacked_size(std::string_view bytes, const Limits& limits);

// The bytes as one gzip member (RFC 1952), as senders make it.
std::string gzip(std::string_view bytes);

}  // namespace tlsward
