// A TXT record of MTA-STS or TLSRPT as its author meant it, however it is spelt: what the strict
// readers (analyzer/txt_record.h) refuse is taken apart here, so that each fault can be named and
// the record mended.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// What a text begins with where its version should stand.
enum class Beginning : std::uint8_t {
  exact,    // the version and what may follow it
  quoted,   // quotation marks, which belong to zone files and not into the data
  escaped,  // "v=STSv1\;"
  spelt,    // the version in another spelling, or not first, or followed by something else
  swapped,  // the version of the other kind of record
  policy,   // the text of a policy
  foreign   // something that has to do with neither, or nothing
};

struct ScannedField {
  std::string text;   // without the blanks around it
  std::string name;   // before the first "="; "" without one
  std::string value;  // behind it
  bool has_equals = false;
  bool blank_at_equals = false;
};

struct ScannedRecord {
  Beginning beginning = Beginning::foreign;
  std::string version;  // where it should stand, as found
  std::vector<ScannedField> fields;
  bool has_empty_field = false;     // two ";" with nothing between them
  bool has_trailing_blank = false;  // behind the last field, without a ";"
};

// `version`: "v=TLSRPTv1" or "v=STSv1". Of any text; its time is that of the text's size.
ScannedRecord scan_record(std::string_view text, std::string_view version);

}  // namespace tlsward
