// Judges what stands at _mta-sts.<domain> (RFC 8461 section 3.1): text in, findings out. Whatever
// is wrong is found, not only the first of it. Nothing here looks anywhere.
#pragma once

#include "schema/finding.h"
#include "schema/timestamp.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// `text`: the strings of one record joined without blanks, of any bytes. `now`: of which an id is
// made where one is to be suggested. A FAIL is among the findings exactly where the RFC refuses the
// record. At most one finding of each kind.
std::vector<Finding> check_mta_sts_record(std::string_view text, Timestamp now);

// All TXT records of the name: those that are none are discarded, one must be left (RFC 8461
// section 3.1), and that one is judged. Where all are to be discarded, each is told what it is; of
// no records nothing is said.
std::vector<Finding> check_mta_sts_records(std::span<const std::string> texts, Timestamp now);

// The record as all known senders read it: its id, as far as it is letters and digits, or one of
// the time.
std::string mended_mta_sts_record(std::string_view text, Timestamp now);

}  // namespace tlsward
