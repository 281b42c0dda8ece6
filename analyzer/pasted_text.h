// What somebody pastes: which of the texts of MTA-STS and TLSRPT it is meant to be, and the records
// in it.
#pragma once

#include "schema/domain.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

enum class TextKind : std::uint8_t { unknown, tlsrpt_record, mta_sts_record, policy };

// "unknown", "tlsrpt-record", "mta-sts-record", "policy".
std::string_view name(TextKind kind);

struct PastedText {
  TextKind kind = TextKind::unknown;
  Domain name;                         // at which the record stands, if that was pasted too
  std::vector<std::string> texts;      // the records of that name; of a policy its text alone
  std::vector<std::string> elsewhere;  // records of other names
};

// `kind`: what it is to be; `unknown` to be found out, by what stands in it and not by whether it
// is right. Of any bytes.
PastedText read_pasted(std::string_view text, TextKind kind);

}  // namespace tlsward
