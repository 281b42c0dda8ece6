// The text of an MTA-STS policy as its author meant it, however it is spelt: what the strict reader
// (analyzer/mta_sts_policy.h) refuses is taken apart here line by line, so that each fault can be
// named and the policy mended.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// What a line is.
enum class LineForm : std::uint8_t {
  field,       // one of the four, as the RFC writes it
  spelt,       // one of the four in other letters, or with blanks around its name
  translated,  // one of the four in another language
  equals,      // one of the four with "=" where the colon should be
  near,        // a name like one of the four, which senders pass over: "nmx"
  other,       // a field that nobody knows
  empty,
  comment,
  none  // no field at all
};

struct ScannedLine {
  std::size_t number = 0;  // from 1; several may have one, if they were on one line
  std::string text;        // as it stands, without its line end
  LineForm form = LineForm::none;
  std::string name;   // the field that is meant, or the name as it stands
  std::string value;  // without blanks, quotation marks and unseen characters around and in it
  bool has_quotes = false;
};

// What the text is, if it is something else.
enum class PolicyShape : std::uint8_t { lines, nothing, html, json, record };

struct ScannedPolicy {
  PolicyShape shape = PolicyShape::lines;
  bool has_mark = false;         // of UTF-8 byte order, at its beginning
  bool is_utf16 = false;         // and was read as that
  std::size_t bare_cr = 0;       // the first line that ends in CR alone; 0 for none
  std::size_t crowded_line = 0;  // the first one that has several fields; 0 for none
  std::vector<ScannedLine> lines;
};

// Of any bytes; reads the first 1,000 fields.
ScannedPolicy scan_policy(std::string_view text);

}  // namespace tlsward
