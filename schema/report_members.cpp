// The tables themselves.
#include "schema/report_members.h"

#include <array>

namespace tlsward {
namespace {

using Code = DeviationCode;

constexpr std::array kReportMembers{
    Member{"organization-name", Field::organization_name, Shape::text,
           Code::organization_name_missing},
    Member{"date-range", Field::date_range, Shape::object, Code::date_missing},
    Member{"contact-info", Field::contact_info, Shape::text, Code::contact_info_missing},
    Member{"report-id", Field::report_id, Shape::text, Code::report_id_missing},
    Member{"policies", Field::policies, Shape::objects, Code::policies_missing},
};

constexpr std::array kDateRangeMembers{
    Member{"start-datetime", Field::start_datetime, Shape::text, Code::date_missing},
    Member{"end-datetime", Field::end_datetime, Shape::text, Code::date_missing},
};

constexpr std::array kEntryMembers{
    Member{"policy", Field::policy, Shape::object, Code::policy_missing},
    Member{"summary", Field::summary, Shape::object, Code::count_missing},
    Member{"failure-details", Field::failure_details, Shape::objects},
};

constexpr std::array kPolicyMembers{
    Member{"policy-type", Field::policy_type, Shape::text, Code::policy_type_missing},
    Member{"policy-string", Field::policy_string, Shape::lines},
    Member{"policy-domain", Field::policy_domain, Shape::text, Code::policy_domain_missing},
    Member{"mx-host", Field::mx_host, Shape::lines},
    // A Go mail system, after the placeholder in RFC 8460 section 4.4.
    Member{"mx-host-pattern", Field::mx_host, Shape::lines, std::nullopt,
           Code::mx_host_pattern_key},
};

constexpr std::array kSummaryMembers{
    Member{"total-successful-session-count", Field::total_successful_session_count, Shape::count,
           Code::count_missing},
    Member{"total-failure-session-count", Field::total_failure_session_count, Shape::count,
           Code::count_missing},
};

constexpr std::array kDetailMembers{
    Member{"result-type", Field::result_type, Shape::text, Code::result_type_missing},
    Member{"sending-mta-ip", Field::sending_mta_ip, Shape::text},
    Member{"receiving-mx-hostname", Field::receiving_mx_hostname, Shape::text},
    // SocketLabs.
    Member{"receiving-mx-host-name", Field::receiving_mx_hostname, Shape::text, std::nullopt,
           Code::receiving_mx_host_name_key},
    Member{"receiving-mx-helo", Field::receiving_mx_helo, Shape::text},
    Member{"receiving-ip", Field::receiving_ip, Shape::text},
    Member{"failed-session-count", Field::failed_session_count, Shape::count, Code::count_missing},
    Member{"additional-information", Field::additional_information, Shape::text},
    // The placeholder in RFC 8460 section 4.4.
    Member{"additional-info-uri", Field::additional_information, Shape::text, std::nullopt,
           Code::additional_info_uri_key},
    Member{"failure-reason-code", Field::failure_reason_code, Shape::text},
};

}  // namespace

std::span<const Member> members_of(Field object) {
  switch (object) {
    case Field::report:
      return kReportMembers;
    case Field::date_range:
      return kDateRangeMembers;
    case Field::policies:
      return kEntryMembers;
    case Field::policy:
      return kPolicyMembers;
    case Field::summary:
      return kSummaryMembers;
    case Field::failure_details:
      return kDetailMembers;
    default:
      return {};
  }
}

}  // namespace tlsward
