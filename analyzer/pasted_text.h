// What somebody pastes: which of the texts of MTA-STS and TLSRPT it is meant to be.
#pragma once

#include <cstdint>
#include <string_view>

namespace tlsward {

enum class TextKind : std::uint8_t { unknown, tlsrpt_record, mta_sts_record, policy };

// "unknown", "tlsrpt-record", "mta-sts-record", "policy".
std::string_view name(TextKind kind);

// By what stands in it, not by whether it is right. Of any bytes.
TextKind kind_of_text(std::string_view text);

}  // namespace tlsward
