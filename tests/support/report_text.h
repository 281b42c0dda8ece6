// Reports as senders write them, made from the few facts that a test is about.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>

namespace tlsward::tests {

struct ReportText {
  std::string organization_name = "Example Mail";
  std::string contact_info = "tls@reporter.example";
  std::string report_id = "2026-11-23_example.com";
  std::string start_datetime = "2026-11-23T00:00:00Z";
  std::string end_datetime = "2026-11-23T23:59:59Z";
  std::string policy_domain = "example.com";
  std::string mx_host = R"("mx.example.com")";  // as JSON
  std::int64_t successful = 100;
  std::int64_t failed = 0;
  int failure_details = 0;

  // One policy of the type sts, and so many details of a failed session each.
  std::string json() const {
    std::string details;
    for (int i = 0; i < failure_details; ++i) {
      details += fmt::format(
          R"({}{{"result-type": "certificate-expired", "sending-mta-ip": "192.0.2.{}", )"
          R"("receiving-mx-hostname": "mx.example.com", "failed-session-count": 1}})",
          i == 0 ? "" : ", ", i % 250);
    }
    return fmt::format(
        R"({{"organization-name": "{}", "date-range": {{"start-datetime": "{}", )"
        R"("end-datetime": "{}"}}, "contact-info": "{}", "report-id": "{}", "policies": [{{)"
        R"("policy": {{"policy-type": "sts", "policy-string": ["version: STSv1"], )"
        R"("policy-domain": "{}", "mx-host": {}}}, "summary": {{)"
        R"("total-successful-session-count": {}, "total-failure-session-count": {}}}, )"
        R"("failure-details": [{}]}}]}})",
        organization_name, start_datetime, end_datetime, contact_info, report_id, policy_domain,
        mx_host, successful, failed, details);
  }
};

}  // namespace tlsward::tests
