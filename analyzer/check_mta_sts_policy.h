// Judges the text of an MTA-STS policy (RFC 8461 section 3.2): text in, findings out. Whatever is
// wrong is found, not only the first of it. Nothing here looks anywhere.
#pragma once

#include "schema/finding.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// The text as it was fetched or pasted, of any bytes. A FAIL is among the findings exactly where
// the RFC refuses the policy, by its grammar or its size. At most one finding for each kind, about
// the first line that has it; of mx lines and fields that are unknown one for each line, up to 20.
std::vector<Finding> check_mta_sts_policy(std::string_view text);

// The policy as all known senders read it, lines ended by CRLF; absent where a mode, or the host of
// one mx line, cannot be made out. Where max_age cannot, it is a week.
std::optional<std::string> mended_mta_sts_policy(std::string_view text);

}  // namespace tlsward
