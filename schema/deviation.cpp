// The names of the deviations: the only place where a code meets its text.
#include "schema/deviation.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace tlsward {

namespace {

struct Named {
  DeviationCode code;
  std::string_view name;
};

// In the order of the enumerators, so that a code is an index.
constexpr auto kNames = std::to_array<Named>({
    {DeviationCode::byte_order_mark, "byte-order-mark"},
    {DeviationCode::invalid_utf8, "invalid-utf8"},
    {DeviationCode::lone_surrogate, "lone-surrogate"},
    {DeviationCode::invalid_escape, "invalid-escape"},
    {DeviationCode::number_out_of_range, "number-out-of-range"},
    {DeviationCode::bare_word, "bare-word"},
    {DeviationCode::text_after_document, "text-after-document"},
    {DeviationCode::control_character, "control-character"},
    {DeviationCode::duplicate_key, "duplicate-key"},
    {DeviationCode::wrong_type, "wrong-type"},
    {DeviationCode::null_value, "null-value"},
    {DeviationCode::string_too_long, "string-too-long"},
    {DeviationCode::list_too_long, "list-too-long"},
    {DeviationCode::letter_case, "letter-case"},
    {DeviationCode::line_break, "line-break"},
    {DeviationCode::organization_name_missing, "organization-name-missing"},
    {DeviationCode::contact_info_missing, "contact-info-missing"},
    {DeviationCode::report_id_missing, "report-id-missing"},
    {DeviationCode::policies_missing, "policies-missing"},
    {DeviationCode::date_missing, "date-missing"},
    {DeviationCode::date_unreadable, "date-unreadable"},
    {DeviationCode::date_not_rfc3339, "date-not-rfc3339"},
    {DeviationCode::date_range_reversed, "date-range-reversed"},
    {DeviationCode::date_range_not_a_day, "date-range-not-a-day"},
    {DeviationCode::date_from_file_name, "date-from-file-name"},
    {DeviationCode::zone_missing, "zone-missing"},
    {DeviationCode::zone_offset, "zone-offset"},
    {DeviationCode::fractional_seconds, "fractional-seconds"},
    {DeviationCode::leap_second, "leap-second"},
    {DeviationCode::policy_missing, "policy-missing"},
    {DeviationCode::policy_type_missing, "policy-type-missing"},
    {DeviationCode::policy_type_unknown, "policy-type-unknown"},
    {DeviationCode::policy_domain_missing, "policy-domain-missing"},
    {DeviationCode::policy_domain_not_a_label, "policy-domain-not-a-label"},
    {DeviationCode::policy_domain_invalid, "policy-domain-invalid"},
    {DeviationCode::policy_string_missing, "policy-string-missing"},
    {DeviationCode::policy_string_is_string, "policy-string-is-string"},
    {DeviationCode::policy_string_nested, "policy-string-nested"},
    {DeviationCode::policy_string_untidy, "policy-string-untidy"},
    {DeviationCode::mx_host_is_string, "mx-host-is-string"},
    {DeviationCode::mx_host_prefixed, "mx-host-prefixed"},
    {DeviationCode::mx_host_pattern_key, "mx-host-pattern-key"},
    {DeviationCode::mx_host_not_a_label, "mx-host-not-a-label"},
    {DeviationCode::failure_details_is_object, "failure-details-is-object"},
    {DeviationCode::count_missing, "count-missing"},
    {DeviationCode::count_is_string, "count-is-string"},
    {DeviationCode::count_is_fraction, "count-is-fraction"},
    {DeviationCode::count_unreadable, "count-unreadable"},
    {DeviationCode::details_without_total, "details-without-total"},
    {DeviationCode::total_without_details, "total-without-details"},
    {DeviationCode::details_exceed_total, "details-exceed-total"},
    {DeviationCode::sum_overflow, "sum-overflow"},
    {DeviationCode::result_type_missing, "result-type-missing"},
    {DeviationCode::result_type_unknown, "result-type-unknown"},
    {DeviationCode::receiving_mx_host_name_key, "receiving-mx-host-name-key"},
    {DeviationCode::additional_info_uri_key, "additional-info-uri-key"},
    {DeviationCode::sending_mta_ip_missing, "sending-mta-ip-missing"},
    {DeviationCode::receiving_mx_hostname_missing, "receiving-mx-hostname-missing"},
    {DeviationCode::ip_unreadable, "ip-unreadable"},
    {DeviationCode::ip_not_canonical, "ip-not-canonical"},
    {DeviationCode::ip_zone, "ip-zone"},
    {DeviationCode::file_name_differs, "file-name-differs"},
    {DeviationCode::report_domain_differs, "report-domain-differs"},
    {DeviationCode::report_submitter_differs, "report-submitter-differs"},
    {DeviationCode::subject_differs, "subject-differs"},
});

constexpr std::size_t index(DeviationCode code) {
  return static_cast<std::size_t>(code);
}

constexpr bool in_order() {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (index(kNames[i].code) != i) return false;
  }
  return true;
}

static_assert(in_order() && kNames.size() == index(DeviationCode::subject_differs) + 1,
              "every deviation has its line here, in the order of deviation.h");

}  // namespace

std::string_view name(DeviationCode code) {
  return kNames[index(code)].name;
}

std::optional<DeviationCode> find_deviation_code(std::string_view name) {
  const auto* const found = std::find_if(kNames.begin(), kNames.end(),
                                         [name](const Named& entry) { return entry.name == name; });
  if (found == kNames.end()) return std::nullopt;
  return found->code;
}

}  // namespace tlsward
