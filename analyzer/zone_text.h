// TXT records as people paste them: the data alone, lines of a zone file, or what dig, host and
// nslookup print. Several strings of one record are joined, as senders join them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

struct ZoneRecord {
  std::string name;  // as it stands; "" where none does
  std::string text;
};

// In their order; empty lines, comments and records of other types are left out. Text without any
// quotation mark is a record a line if each begins with "v=" or a name, else one record, whatever
// is in it. At most 100 of them.
std::vector<ZoneRecord> read_zone_text(std::string_view text);

}  // namespace tlsward
