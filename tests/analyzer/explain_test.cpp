// Tests analyzer/explain.cpp: types and reports in plain words, without a database.
#include "analyzer/explain.h"

#include "schema/result_type.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace tlsward {
namespace {

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

Report sample() {
  Report report{.organization_name = "Example Sender",
                .start_datetime = "2026-11-23T00:00:00Z",
                .end_datetime = "2026-11-23T23:59:59Z",
                .contact_info = "tls@example.net",
                .report_id = "2026-11-23_example.com"};
  report.start = *parse_day("2026-11-23");
  report.end = *parse_day("2026-11-24");
  Policy policy{
      .policy_type = "sts",
      .policy_string = {"version: STSv1", "mode: enforce"},
      .policy_domain = Domain("example.com"),
      .summary = {.total_successful_session_count = 1204, .total_failure_session_count = 3}};
  for (const std::int64_t failed : {1, 2})
    policy.failure_details.push_back({.result_type = "certificate-expired",
                                      .sending_mta_ip = "192.0.2.7",
                                      .receiving_mx_hostname = Domain("mx.example.com"),
                                      .failed_session_count = failed,
                                      .failure_reason_code = "expired\r\nyesterday"});
  report.policies.push_back(policy);
  report.policies.push_back({.policy_type = "no-policy-found"});
  report.deviations.push_back({.code = DeviationCode::mx_host_is_string,
                               .place = "/policies/0/policy/mx-host",
                               .count = 2});
  return report;
}

TEST_CASE("a misspelt type finds the one that is meant") {
  struct {
    const char* text;
    const char* want;
  } const cases[] = {
      {"certificate-expired", "certificate-expired"},
      {"certificate_expired", "certificate-expired"},
      {"Certificate Expired", "certificate-expired"},
      {"expired", "certificate-expired"},
      {"starttls", "starttls-not-supported"},
      {"starttls-not-suported", "starttls-not-supported"},
      {"sts-policy-fetch-eror", "sts-policy-fetch-error"},
      {"tlsa-invalud", "tlsa-invalid"},
      {"other", ""},
      {"a", ""},
      {"", ""},
      {"no-such-thing-at-all", ""},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    CHECK(nearest_type(c.text).value_or("") == c.want);
  }
}

TEST_CASE("every registered type is explained with its steps") {
  for (const ResultType& type : result_types()) {
    CAPTURE(type.name);
    const std::string text = explain_type(type.name);
    CHECK(text.starts_with(type.name));
    CHECK(has(text, "What to do\n  1. "));
    CHECK(has(text, "\n       $ "));
    CHECK(has(text, "(example.com stands for your domain"));
    CHECK_FALSE(has(text, "{"));
    CHECK(explain_type_json(type.name)["nearest"] == type.name);
  }
}

TEST_CASE("a type that is not registered is told so, printable, with the nearest") {
  CHECK(
      explain_type("certificate_expired")
          .starts_with("\"certificate_expired\" is no result type of RFC 8460 (section 4.3); the\n"
                       "nearest is certificate-expired.\n\nThe certificate of "));
  const std::string text = explain_type("\x1b[2J");
  CHECK(text.starts_with("\"\\x1b[2J\" is no result type of RFC 8460 (section 4.3).\n"));
  CHECK(explain_type_json("zzzzzz")["nearest"].is_null());
  CHECK(explain_type_json("zzzzzz")["schema"] == 1);
}

TEST_CASE("a report is told with policies, failures in words and deviations") {
  CHECK(explain_report(sample()) ==
        "Report from Example Sender (tls@example.net)\n"
        "  for 2026-11-23T00:00:00Z to 2026-11-24T00:00:00Z, counted on Mon 23\n"
        "  Nov 2026 (UTC)\n"
        "  report-id 2026-11-23_example.com\n"
        "\n"
        "example.com - MTA-STS, mode enforce\n"
        "  1,204 sessions succeeded, 3 sessions failed.\n"
        "  ! 3 failed (certificate-expired): The certificate of mx.example.com\n"
        "    has expired.\n"
        "    Reason given: expired\\x0d\\x0ayesterday\n"
        "    Sent from 192.0.2.7\n"
        "\n"
        "(none named) - no policy found\n"
        "  an unknown number succeeded, an unknown number failed.\n"
        "\n"
        "Otherwise than RFC 8460 says, and read all the same\n"
        "  mx-host-is-string at /policies/0/policy/mx-host (2 times)\n");
}

TEST_CASE("failures without details are told as such") {
  Report report = sample();
  report.policies[0].failure_details.clear();
  CHECK(has(explain_report(report),
            "  ! 3 failed (no details given): The sender does not say why.\n"));
}

TEST_CASE("the JSON has all fields under the names of the RFC, the unknown null") {
  const auto json = explain_report_json(sample());
  CHECK(json["schema"] == 1);
  CHECK(json["organization_name"] == "Example Sender");
  CHECK(json["day"] == "2026-11-23");
  const auto& policy = json["policies"][0];
  CHECK(policy["policy_domain"] == "example.com");
  CHECK(policy["total_failure_session_count"] == 3);
  CHECK(policy["failure_details"][1]["failed_session_count"] == 2);
  CHECK(policy["failure_details"][1]["failure_reason_code"] == "expired\r\nyesterday");
  CHECK(policy["failure_details"][0]["receiving_ip"].is_null());
  CHECK(json["policies"][1]["policy_domain"].is_null());
  CHECK(json["policies"][1]["total_failure_session_count"].is_null());
  CHECK(json["deviations"][0]["code"] == "mx-host-is-string");
}

TEST_CASE("an empty report can be explained too") {
  CHECK(has(explain_report(Report{}), "Report from (none named)\n"));
}

}  // namespace
}  // namespace tlsward
