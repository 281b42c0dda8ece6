// Tests analyzer/explain_report.cpp: reports in plain words, without a database.
#include "analyzer/explain_report.h"

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

TEST_CASE("a total and details that say otherwise are both told, and which counts") {
  Report report = sample();
  report.policies[0].summary.total_failure_session_count = 1;
  CHECK(has(explain_report(report),
            "1,204 sessions succeeded, 1 session failed.\n"
            "  Failed by its total: 1, by its details: 3; the larger one counts: 3.\n"));
  const auto policy = explain_report_json(report)["policies"][0];
  CHECK(policy["total_failure_session_count"] == 1);
  CHECK(policy["details_failed_session_count"] == 3);
  CHECK(policy["counted_failed_session_count"] == 3);
  report.policies[0].summary.total_failure_session_count.reset();
  CHECK_FALSE(has(explain_report(report), "the larger one"));
}

TEST_CASE("a reason that is known is told with its meaning, one that is not as it was sent") {
  Report report = sample();
  auto& details = report.policies[0].failure_details;
  details[0].failure_reason_code = "self-signed_certificate";
  CHECK(has(explain_report(report), "    Reason given: expired\\x0d\\x0ayesterday\n"));
  CHECK(has(explain_report(report),
            "    Reason given: self-signed_certificate (the certificate is\n    self-signed)\n"));
  const auto failures = explain_report_json(report)["policies"][0]["failure_details"];
  CHECK(failures[0]["cause"] == "self-signed");
  CHECK(failures[0]["meaning"] == "the certificate is self-signed");
  CHECK(failures[1]["cause"] == "certificate-expired");
  CHECK(failures[1]["meaning"].is_null());
}

TEST_CASE("a report is told in Polish") {
  CHECK(explain_report(sample(), *find_language("pl")) ==
        "Raport od: Example Sender (tls@example.net)\n"
        "  za okres od 2026-11-23T00:00:00Z do 2026-11-24T00:00:00Z, zaliczony do\n"
        "  dnia: pon., 23 listopada 2026 (UTC)\n"
        "  report-id 2026-11-23_example.com\n"
        "\n"
        "example.com - MTA-STS, tryb enforce\n"
        "  1204 sesje udane, 3 sesje nieudane.\n"
        "  ! nieudane: 3 (certificate-expired) – Certyfikat serwera\n"
        "    mx.example.com wygasł.\n"
        "    Podana przyczyna: expired\\x0d\\x0ayesterday\n"
        "    Wysłano z: 192.0.2.7\n"
        "\n"
        "(nie podano) - nie znaleziono zasad\n"
        "  nieznana liczba sesji udanych, nieznana liczba sesji nieudanych.\n"
        "\n"
        "Odstępstwa od RFC 8460, mimo których raport odczytano\n"
        "  mx-host-is-string w /policies/0/policy/mx-host (2 razy)\n");
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
