// JSON <-> Report. Strict where leniency would mislead (a count that is no number is absent, not
// 0), lenient where senders differ (docs/senders.md), and every leniency is listed in
// Report::deviations.
#pragma once

#include "schema/expected.h"
#include "schema/rejection.h"
#include "schema/report.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace tlsward {

// What a document may hold. Over max_policies or max_failure_details it is refused as too large; a
// longer string is cut and a deviation. The defaults are those of collector/limits.h.
struct ReportCaps {
  std::size_t max_depth = 32;
  std::size_t max_policies = 1000;
  std::size_t max_failure_details = 100000;  // of all policies together
  std::size_t max_string_bytes = std::size_t{8} << 10;
  std::size_t max_policy_string_bytes = std::size_t{64} << 10;
};

// Reads one report. Never refuses a whole report for one bad field. Refuses, as a Rejection:
// - not_a_report: it is empty, or its first byte (behind a byte order mark and white space) is no
//   "{".
// - not_understood: it is no JSON even when mended (json_mender.h), nests too deep, or is an object
//   with no policies and no readable date.
// - implausible: it has policies, but no readable date, and `file_name` has none either.
// - too_large: it is over a cap.
//
// `file_name` is the name it came under ("" if none); names of RFC 8460 section 5.1 hold two dates,
// which are used only where the JSON has none. Memory stays in proportion to what is kept, some 360
// bytes a failure detail. Throws nothing but std::bad_alloc.
expected<Report, Rejection> parse_report(std::string_view text, std::string_view file_name = {},
                                         const ReportCaps& caps = {});

// The report as RFC 8460 section 4.4 JSON in a fixed order of keys, absent members left out, on one
// line. Reading it back gives the same values, except that a date that could not be read is written
// as what it was taken for; deviations are gone.
std::string to_json(const Report& report);

}  // namespace tlsward
