// Judges what stands at _mta-sts.<domain>, and the text of an MTA-STS policy (RFC 8461 sections 3.1
// and 3.2): text in, findings out. Nothing here looks anywhere.
#pragma once

#include "schema/finding.h"
#include "schema/timestamp.h"

#include <string_view>
#include <vector>

namespace tlsward {

// `text`: the strings of one record joined without blanks, of any bytes. `now`: of which an id is
// made where one is to be suggested. A FAIL is among the findings exactly where the RFC refuses the
// record.
std::vector<Finding> check_mta_sts_record(std::string_view text, Timestamp now);

// The text as it was fetched or pasted, of any bytes. A FAIL is among the findings exactly where
// the RFC refuses the policy.
std::vector<Finding> check_mta_sts_policy(std::string_view text);

}  // namespace tlsward
