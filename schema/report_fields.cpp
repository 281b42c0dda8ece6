#include "schema/report_fields.h"

#include "schema/result_type.h"

#include <fmt/format.h>

#include <algorithm>

namespace tlsward {
namespace {

using Code = DeviationCode;

// Lines and hosts of all policies, empty ones included, after which no more elements are read:
// 1,000 policies of 100.
constexpr std::size_t kMaxLines = 100'000;

// From here on a list of details gets room for all that may come: doubling would hold old and new
// at once, and pages that nobody touches cost nothing.
constexpr std::size_t kManyDetails = 4096;

Rejection larger(std::string_view what, std::size_t cap, std::string_view setting) {
  return {Reason::too_large,
          fmt::format("more {} than {}; raise limits.{} if this is a report", what, cap, setting)};
}

}  // namespace

expected<void, Rejection> ReportFields::add_policy() {
  if (report_.policies.size() == caps_.max_policies) {
    return unexpected(larger("policies", caps_.max_policies, "max_policies"));
  }
  report_.policies.emplace_back();
  return {};
}

expected<void, Rejection> ReportFields::add_detail() {
  if (details_ == caps_.max_failure_details) {
    return unexpected(larger("failure-details", caps_.max_failure_details, "max_failure_details"));
  }
  std::vector<FailureDetail>& details = policy().failure_details;
  if (details.size() == kManyDetails) {
    details.reserve(kManyDetails + caps_.max_failure_details - details_);
  }
  ++details_;
  details.emplace_back();
  return {};
}

void ReportFields::set_text(Field field, const std::string& line) {
  switch (field) {
    case Field::organization_name:
      report_.organization_name = line;
      break;
    case Field::contact_info:
      report_.contact_info = line;
      break;
    case Field::report_id:
      report_.report_id = line;
      break;
    case Field::start_datetime:
      report_.start_datetime = line;
      start_ = line.empty() ? std::nullopt : date_value(line, note_);
      break;
    case Field::end_datetime:
      report_.end_datetime = line;
      end_ = line.empty() ? std::nullopt : date_value(line, note_);
      break;
    case Field::policy_type:
      set_policy_type(line);
      break;
    case Field::policy_domain:
      set_policy_domain(line);
      break;
    default:
      set_detail_text(field, line);
  }
}

void ReportFields::set_policy_type(std::string_view line) {
  policy().policy_type = word_value(line, note_);
  const std::string& type = policy().policy_type;
  const bool known = type == "sts" || type == "tlsa" || type == "no-policy-found";
  if (!known && !type.empty()) note_(Code::policy_type_unknown);
}

void ReportFields::set_policy_domain(std::string_view line) {
  Domain& domain = policy().policy_domain;
  domain = domain_value(line, Code::policy_domain_not_a_label, note_);
  if (!domain.is_host_name() && !domain.empty()) note_(Code::policy_domain_invalid);
}

void ReportFields::set_detail_text(Field field, const std::string& line) {
  switch (field) {
    case Field::result_type:
      detail().result_type = word_value(line, note_);
      if (!line.empty() && find_result_type(detail().result_type) == nullptr) {
        note_(Code::result_type_unknown);
      }
      break;
    case Field::sending_mta_ip:
      detail().sending_mta_ip = ip_value(line, note_);
      break;
    case Field::receiving_mx_hostname:
      detail().receiving_mx_hostname = domain_value(line, Code::mx_host_not_a_label, note_);
      break;
    case Field::receiving_mx_helo:
      detail().receiving_mx_helo = line;
      break;
    case Field::receiving_ip:
      detail().receiving_ip = ip_value(line, note_);
      break;
    case Field::additional_information:
      detail().additional_information = line;
      break;
    default:
      detail().failure_reason_code = line;
  }
}

void ReportFields::set_count(Field field, SessionCount count) {
  if (field == Field::failed_session_count) {
    detail().failed_session_count = count;
  } else if (field == Field::total_failure_session_count) {
    policy().summary.total_failure_session_count = count;
  } else {
    policy().summary.total_successful_session_count = count;
  }
}

void ReportFields::add_line(Field field, std::string_view text) {
  if (lines_ >= kMaxLines) {
    note_(Code::list_too_long);
  } else if (field == Field::policy_string) {
    add_policy_lines(text);
  } else {
    add_mx_host(text);
  }
}

void ReportFields::add_policy_lines(std::string_view text) {
  std::vector<std::string>& lines = policy().policy_string;
  const std::size_t before = lines.size();
  append_policy_lines(text, caps_.max_policy_string_bytes, note_, lines);
  lines_ += std::max<std::size_t>(1, lines.size() - before);
}

void ReportFields::add_mx_host(std::string_view text) {
  Domain host = mx_pattern_value(line_value(text, caps_.max_string_bytes, note_), note_);
  if (!host.empty()) policy().mx_host.push_back(std::move(host));
  ++lines_;
}

}  // namespace tlsward
