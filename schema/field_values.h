// The values of a report's fields, from what senders write to what RFC 8460 means. Each function
// takes any text and never refuses it; what it had to forgive goes to `note`.
#pragma once

#include "schema/deviation.h"
#include "schema/domain.h"
#include "schema/report.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

using Note = std::function<void(DeviationCode)>;

// The text as one line without NUL, not longer than max_bytes (cut at a character).
std::string line_value(std::string_view text, std::size_t max_bytes, const Note& note);

// A registered word ("sts", "certificate-expired") in lower case.
std::string word_value(std::string_view text, const Note& note);

// A domain or MX pattern; a name that is not in A-labels notes `not_a_label`.
Domain domain_value(std::string_view text, DeviationCode not_a_label, const Note& note);

// An MX pattern, without the "mx:" that stands before it in a policy file, however often.
Domain mx_pattern_value(std::string_view text, const Note& note);

// An address as RFC 8460 section 4.4 wants it (IPv6: RFC 5952); what is none stays as sent.
std::string ip_value(std::string_view text, const Note& note);

// A count of 0..2^53-1 from a JSON number or digits; absent if it is anything else.
SessionCount count_value(std::string_view literal, const Note& note);
SessionCount count_value(std::int64_t number, const Note& note);

// The date-time; also a bare day and unix seconds. Absent if it is none.
std::optional<Timestamp> date_value(std::string_view text, const Note& note);

// Appends the lines of a policy, or its TLSA records, from one string: blank ones are left out,
// blanks at the ends go, and a JSON array within the string is taken apart. Of the string no more
// than max_bytes are looked at, and no line is longer.
void append_policy_lines(std::string_view text, std::size_t max_bytes, const Note& note,
                         std::vector<std::string>& lines);

}  // namespace tlsward
