// schema/report_json.cpp: what the reader says of each sender's shape (samples/reports), that it
// refuses what is no report (samples/hostile), and what is too large for a sample file.
#include "schema/report_json.h"

#include "tests/support/sample.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace tlsward {
namespace {

using tests::Sample;
using tests::samples;

std::string or_dash(const std::string& text) {
  return text.empty() ? "-" : text;
}

std::string or_dash(SessionCount count) {
  return count ? std::to_string(*count) : "-";
}

std::string line(std::string_view key, const std::string& value) {
  return value.empty() ? "" : fmt::format("    {} {}\n", key, value);
}

std::string dump(const FailureDetail& detail) {
  return fmt::format("  failure {} {}\n", or_dash(detail.result_type),
                     or_dash(detail.failed_session_count)) +
         line("sending-mta-ip", detail.sending_mta_ip) +
         line("receiving-mx-hostname", detail.receiving_mx_hostname.text()) +
         line("receiving-mx-helo", detail.receiving_mx_helo) +
         line("receiving-ip", detail.receiving_ip) +
         line("additional-information", detail.additional_information) +
         line("failure-reason-code", detail.failure_reason_code);
}

std::string dump(const Policy& policy) {
  std::string text = fmt::format("policy {} {} successful {} failed {}\n",
                                 or_dash(policy.policy_type), or_dash(policy.policy_domain.text()),
                                 or_dash(policy.summary.total_successful_session_count),
                                 or_dash(policy.summary.total_failure_session_count));
  for (const std::string& element : policy.policy_string)
    text += fmt::format("  policy-string {}\n", element);
  for (const Domain& host : policy.mx_host)
    text += fmt::format("  mx-host {}\n", host.text());
  for (const FailureDetail& detail : policy.failure_details)
    text += dump(detail);
  return text;
}

std::string dump_values(const Report& report) {
  std::string text = fmt::format(
      "organization-name {}\ncontact-info {}\nreport-id {}\nrange {} {}\n",
      or_dash(report.organization_name), or_dash(report.contact_info), or_dash(report.report_id),
      format_datetime(report.start), format_datetime(report.end));
  for (const Policy& policy : report.policies)
    text += dump(policy);
  return text;
}

// In the format of samples/README.md; deviations by name.
std::string dump(const Report& report) {
  std::vector<std::string> lines;
  for (const Deviation& deviation : report.deviations) {
    lines.push_back(fmt::format("deviation {} {} \"{}\"\n", name(deviation.code), deviation.count,
                                deviation.place));
  }
  std::sort(lines.begin(), lines.end());
  std::string text = dump_values(report);
  for (const std::string& each : lines)
    text += each;
  return text;
}

std::string outcome(const expected<Report, Rejection>& report) {
  if (report) return dump(*report);
  return fmt::format("{}: {}\n", name(report.error().reason), report.error().detail);
}

}  // namespace

TEST_CASE("each sender's shape is read as its sample says") {
  for (const Sample& sample : samples("reports")) {
    CAPTURE(sample.file_name);
    CHECK(outcome(parse_report(sample.bytes, sample.file_name)) == sample.expected);
  }
}

TEST_CASE("a report written as JSON is read back with the same values") {
  for (const Sample& sample : samples("reports")) {
    CAPTURE(sample.file_name);
    const auto report = parse_report(sample.bytes, sample.file_name);
    REQUIRE(report);
    const auto again = parse_report(to_json(*report));
    REQUIRE(again);
    CHECK(again->policies == report->policies);
    CHECK(dump_values(*again) == dump_values(*report));
  }
}

}  // namespace tlsward
