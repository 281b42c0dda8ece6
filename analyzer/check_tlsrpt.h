// Judges what stands at _smtp._tls.<domain> (RFC 8460 section 3): text in, findings out. Whatever
// is wrong is found, not only the first of it. Nothing here looks anywhere.
#pragma once

#include "schema/domain.h"
#include "schema/finding.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// `text`: the strings of one record joined without blanks, of any bytes. `domain`: whose record it
// is; empty where that is not known, and then nothing is said about it. A FAIL is among the
// findings exactly where the RFC refuses the record. At most one finding for each field and rule.
std::vector<Finding> check_tlsrpt_record(std::string_view text, const Domain& domain = {});

// All TXT records of the name: those that are none are discarded, one must be left (RFC 8460
// section 3), and that one is judged. None at all is told as one that is missing in what is there;
// of no records nothing is said.
std::vector<Finding> check_tlsrpt_records(std::span<const std::string> texts,
                                          const Domain& domain = {});

// The record as all known senders read it, with the addresses that can be made out; absent without
// any.
std::optional<std::string> mended_tlsrpt_record(std::string_view text);

}  // namespace tlsward
