// The text of an MTA-STS policy (RFC 8461 section 3.2) -> what it says, by the grammar and nothing
// else: what senders make of texts that it refuses stands elsewhere.
#pragma once

#include "schema/domain.h"
#include "schema/expected.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

enum class PolicyMode : std::uint8_t { none, testing, enforce };

// A line of a policy; views into its text.
struct PolicyField {
  std::string_view name;
  std::string_view value;  // without the blanks around it
};

struct MtaStsPolicy {
  PolicyMode mode = PolicyMode::none;
  std::int64_t max_age = 0;         // seconds, 0 to 31,557,600
  std::vector<std::string> mx;      // patterns in lower case, in their order; each once
  std::vector<PolicyField> fields;  // all lines, in their order
};

// Why a text is no policy.
enum class PolicyFault : std::uint8_t {
  not_a_field,      // a line that is none: empty, a comment, HTML, without a colon
  version_missing,  // or not "STSv1"
  mode_missing,
  mode_unknown,  // not "enforce", "testing" or "none", in lower case
  max_age_missing,
  max_age_not_a_number,  // not 1 to 10 digits
  max_age_too_large,
  mx_missing,  // and the mode is not "none"
  mx_not_a_host,
};

struct PolicyError {
  PolicyFault fault = PolicyFault::not_a_field;
  std::size_t line = 0;  // from 1; 0 where something is missing
};

// The policy, or the first fault in the order of its lines, then what is missing. Of version, mode
// and max_age the first of several counts. The text is what was fetched, of any bytes; its time is
// that of its size.
expected<MtaStsPolicy, PolicyError> read_policy(std::string_view text);

// Whether the "mx" value can be one: a host name in A-labels, or "*." before one.
bool is_mx_pattern(std::string_view pattern);

// Whether the pattern of a policy covers the MX host (RFC 8461 section 4.1): the same name, or "*."
// for exactly one label. A pattern that is none covers nothing.
bool covers(std::string_view pattern, const Domain& host);

}  // namespace tlsward
