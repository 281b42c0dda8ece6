// How sessions are counted so that none is counted twice: one reporter's entries for one domain and
// day can be the same sessions seen under several policies (RFC 8460 section 4; Microsoft sends sts
// + tlsa). Pure functions; the store uses them for the daily sums, the analyzer for problems and
// digests.
#pragma once

#include "schema/report.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tlsward {

// Sessions of a day: what was seen, not what is known (an absent count adds nothing).
struct Sessions {
  std::int64_t successful = 0;
  std::int64_t failed = 0;

  // Adds without passing INT64_MAX: sums saturate.
  Sessions& operator+=(const Sessions& other);
  std::int64_t total() const;

  bool operator==(const Sessions&) const = default;
};

// One policy entry as far as counting goes.
struct Counted {
  std::string_view reporter;  // reporter_key()
  std::string_view policy_type;
  Sessions sessions;  // failed = failures_of()
};

// a + b, saturating at INT64_MAX; both are >= 0.
std::int64_t add_saturating(std::int64_t a, std::int64_t b);

// The failures of an entry: max(total-failure-session-count, sum of the details), because mox sends
// details with a zero total, mail.ru details that overlap, Halon totals without details.
std::int64_t failures_of(const Policy& policy);
std::int64_t sum_of_details(const Policy& policy);
Sessions sessions_of(const Policy& policy);

// The sessions of one domain (or MX host) on one day from all entries about it: per reporter,
// entries of one policy type add up; of the types other than no-policy-found the largest counts,
// for each figure on its own; no-policy-found is added; then all reporters add up.
Sessions count_sessions(std::span<const Counted> entries);

// How many entries there are to be looked at: policies and failure details.
std::size_t entries_of(const Report& report);

// The name on whose line an entry counts: its policy_domain; but for another type than sts that
// names one host as mx-host, that host (mox's second report of the same sessions, from the MX
// host's own view). With no policy_domain: the one that all other entries of the report share, else
// the end of the report-id (Postfix before 2025-09: "2025-09-20T00:00:00Z_idx1_example.com"), else
// the policy domain of `file_name` (RFC 8460 section 5.1), else an empty Domain.
Domain counting_domain(const Report& report, const Policy& policy, std::string_view file_name);

}  // namespace tlsward
