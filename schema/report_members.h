// The members of RFC 8460 section 4.4 as tables: which keys an object has, what each holds, and
// which other names senders give them.
#pragma once

#include "schema/deviation.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace tlsward {

// Members by their names; `policies` and `failure_details` stand for their elements too.
enum class Field : std::uint8_t {
  report,
  organization_name,
  date_range,
  start_datetime,
  end_datetime,
  contact_info,
  report_id,
  policies,
  policy,
  policy_type,
  policy_string,
  policy_domain,
  mx_host,
  summary,
  total_successful_session_count,
  total_failure_session_count,
  failure_details,
  result_type,
  sending_mta_ip,
  receiving_mx_hostname,
  receiving_mx_helo,
  receiving_ip,
  failed_session_count,
  additional_information,
  failure_reason_code,
};

enum class Shape : std::uint8_t { text, count, lines, object, objects };

// A key of an object: what it holds, and what is noted when it is missing (or null, or empty) and
// when it is met, which is a deviation for a name that senders use instead of the RFC's.
struct Member {
  std::string_view key;
  Field field;
  Shape shape;
  std::optional<DeviationCode> missing = std::nullopt;
  std::optional<DeviationCode> alias = std::nullopt;
};

// The report itself, as the member of nobody.
inline constexpr Member kReportMember{"", Field::report, Shape::object};

// The members of an object; none for what is no object.
std::span<const Member> members_of(Field object);

}  // namespace tlsward
