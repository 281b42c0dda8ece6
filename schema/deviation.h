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
  // The document; their place is "", the whole of it
  byte_order_mark,
  invalid_utf8,
  lone_surrogate,
  invalid_escape,
  number_out_of_range,
  bare_word,
  text_after_document,
  // Any member
  control_character,
  duplicate_key,
  wrong_type,
  null_value,
  string_too_long,
  list_too_long,
  letter_case,
  line_break,
  // The report; the place of what is missing is where it would stand
  organization_name_missing,
  contact_info_missing,
  report_id_missing,
  policies_missing,
  // Dates
  date_missing,
  date_unreadable,
  date_not_rfc3339,
  date_range_reversed,
  date_range_not_a_day,
  date_from_file_name,
  zone_missing,
  zone_offset,
  fractional_seconds,
  leap_second,
  // A policy
  policy_missing,
  policy_type_missing,
  policy_type_unknown,
  policy_domain_missing,
  policy_domain_not_a_label,
  policy_domain_invalid,
  policy_string_missing,
  policy_string_is_string,
  policy_string_nested,
  policy_string_untidy,
  mx_host_is_string,
  mx_host_prefixed,
  mx_host_pattern_key,
  mx_host_not_a_label,
  failure_details_is_object,
  // Counts
  count_missing,
  count_is_string,
  count_is_fraction,
  count_unreadable,
  details_without_total,
  total_without_details,
  details_exceed_total,
  sum_overflow,
  // A failure detail
  result_type_missing,
  result_type_unknown,
  receiving_mx_host_name_key,
  additional_info_uri_key,
  sending_mta_ip_missing,
  receiving_mx_hostname_missing,
  ip_unreadable,
  ip_not_canonical,
  ip_zone,
  // The name it came under (RFC 8460 section 5.6: the JSON counts)
  file_name_differs,
  // The mail it came in
  report_domain_differs,
  report_submitter_differs,
  subject_differs,
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
