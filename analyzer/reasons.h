// The reason that a sender gives for a failure, said the same way for each failure of one cause.
#pragma once

#include <string>
#include <string_view>

namespace tlsward {

// The reason with what differs between two failures of one cause taken out: host names and
// addresses of mail become "<host>", IP addresses "<ip>", dates and times "<date>", numbers "<n>",
// queue and session ids "<id>". Status codes ("5.7.1", "code 404", "alert 70", "0x800b0109") and
// TLS versions are the cause: they stay. Lower case, printable, blanks single, no mark at the end,
// at most 200 bytes, of the first kilobyte; empty for a blank text. What it returns is its own
// normalized form.
std::string normalized_reason(std::string_view failure_reason_code);

}  // namespace tlsward
