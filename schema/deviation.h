// What a sender did otherwise than RFC 8460 says, and that we read all the same. Stored with the
// report: useful to the sender, to whoever judges a report, and as a test's oracle. docs/senders.md
// tells who sends each, and which sample shows it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tlsward {

// One line per deviation in deviation.cpp gives its name; a name, once released, does not change.
enum class DeviationCode : std::uint8_t {
  // The document
  byte_order_mark,
  invalid_utf8,
  lone_surrogate,
  control_character,
  text_after_document,
  duplicate_key,
  number_out_of_range,
  string_too_long,
  // The report
  organization_name_missing,
  contact_info_missing,
  report_id_missing,
  wrong_type,
  policies_missing,
  // Dates
  zone_missing,
  zone_offset,
  fractional_seconds,
  leap_second,
  date_unreadable,
  date_missing,
  date_range_reversed,
  date_not_rfc3339,
  // A policy
  policy_type_missing,
  policy_type_unknown,
  policy_domain_missing,
  policy_domain_not_a_label,
  policy_domain_invalid,
  policy_string_is_string,
  policy_string_nested,
  policy_string_untidy,
  mx_host_is_string,
  mx_host_prefixed,
  mx_host_pattern_key,
  mx_host_not_a_label,
  failure_details_is_object,
  // Counts
  count_is_string,
  count_is_fraction,
  count_unreadable,
  count_missing,
  details_without_total,
  total_without_details,
  details_exceed_total,
  sum_overflow,
  // A failure detail
  result_type_missing,
  result_type_unknown,
  receiving_mx_host_name_key,
  additional_info_uri_key,
  ip_unreadable,
  ip_not_canonical,
  ip_zone,
  line_break,
  // What a mail or file name says against the JSON (RFC 8460 section 5.6: the JSON counts)
  file_name_differs,
};

struct Deviation {
  DeviationCode code = DeviationCode::wrong_type;
  std::string place;  // where it was met first: a JSON Pointer (RFC 6901) into the document as sent
  std::int64_t count = 1;  // how often in this report

  bool operator==(const Deviation&) const = default;
};

// The code in kebab-case: "mx-host-is-string".
std::string_view name(DeviationCode code);

// The code of that name; absent if there is none.
std::optional<DeviationCode> find_deviation_code(std::string_view name);

}  // namespace tlsward
