// A TLS report as RFC 8460 section 4 describes it, with its names letter for letter ("_" for "-").
// Plain values: whoever has one owns it. Made by parse_report() (report_json.h) or read back from
// the database (reports.h); every field may be absent, for senders leave out any of them.
#pragma once

#include "schema/deviation.h"
#include "schema/domain.h"
#include "schema/timestamp.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tlsward {

// A number of sessions, 0..2^53-1. Absent where the sender gave no usable number: never 0 then,
// which would read as an all-clear.
using SessionCount = std::optional<std::int64_t>;

// RFC 8460 section 4.4, "failure-details". Absent text is empty.
struct FailureDetail {
  std::string result_type;  // as sent, lower case; find_result_type() knows the registered ones
  std::string sending_mta_ip;
  Domain receiving_mx_hostname;
  std::string receiving_mx_helo;
  std::string receiving_ip;
  SessionCount failed_session_count;
  std::string additional_information;  // never fetched, never made a link by itself
  std::string failure_reason_code;

  bool operator==(const FailureDetail&) const = default;
};

// RFC 8460 section 4.4, "summary".
struct Summary {
  SessionCount total_successful_session_count;
  SessionCount total_failure_session_count;

  bool operator==(const Summary&) const = default;
};

// One entry of "policies": the policy, its summary and its failures.
struct Policy {
  std::string policy_type;  // "sts", "tlsa", "no-policy-found", or as sent, lower case
  std::vector<std::string>
      policy_string;            // one line or TLSA record each; Microsoft's nesting undone
  Domain policy_domain;         // with DANE usually the MX host (RFC 8460 section 1.1)
  std::vector<Domain> mx_host;  // patterns of the policy; "*." stays in front
  Summary summary;
  std::vector<FailureDetail> failure_details;

  bool operator==(const Policy&) const = default;
};

struct Report {
  std::string organization_name;
  std::string start_datetime;  // as sent
  std::string end_datetime;    // as sent
  std::string contact_info;
  std::string report_id;
  std::vector<Policy> policies;

  Timestamp start;  // what the two dates mean: the half-open range [start, end) in UTC,
  Timestamp end;    // so that 23:59:59 and the next 00:00:00 are the same end

  std::vector<Deviation> deviations;
};

}  // namespace tlsward
