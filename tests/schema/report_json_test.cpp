// schema/report_json.cpp: what the reader says of each sender's shape (samples/reports), that it
// refuses what is no report (samples/hostile), and what is too large for a sample file.
#include "schema/report_json.h"

#include "tests/support/sample.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

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

bool shows(const std::string& expected, const std::string& code) {
  return expected.find("deviation " + code + ' ') != std::string::npos ||
         expected.find("deviation " + code + '\n') != std::string::npos;
}

TEST_CASE("every deviation is shown by a sample and told in docs/senders.md") {
  const std::string senders = tests::read_file(TLSWARD_SOURCE "/docs/senders.md");
  std::string shown;
  for (const char* folder : {"reports", "messages"}) {
    for (const Sample& sample : samples(folder))
      shown += sample.expected + '\n';
  }
  for (int i = 0; i <= static_cast<int>(DeviationCode::subject_differs); ++i) {
    const std::string code(name(static_cast<DeviationCode>(i)));
    CAPTURE(code);
    const bool too_large = code == "sum-overflow" || code == "list-too-long";  // below
    CHECK((shows(shown, code)) != too_large);
    CHECK(senders.find("| `" + code + "` |") != std::string::npos);
  }
}

// The outcome for bytes that have to be unpacked or taken apart, and for what is not plausible, is
// the intake's.
TEST_CASE("what is no report is refused with its reason, hostile text in a report is not") {
  for (const Sample& sample : samples("hostile")) {
    const bool packed = sample.bytes.starts_with("\x1f\x8b") || sample.bytes.starts_with("PK");
    const bool several = sample.bytes.starts_with("[{");
    const std::string outcome = sample.expected.substr(0, sample.expected.find('\n'));
    if (packed || several || outcome == "quarantined implausible") continue;
    CAPTURE(sample.file_name);
    const auto report = parse_report(sample.bytes, sample.file_name);
    CHECK(report.has_value() == (outcome == "stored"));
    if (!report) CHECK(outcome.ends_with(' ' + std::string(name(report.error().reason))));
  }
}

TEST_CASE("a report without a readable date is implausible, with or without text for one") {
  for (const std::string dates : {"", R"("date-range":{"start-datetime":"last night"},)"}) {
    const auto report = parse_report('{' + dates + R"("policies":[{}]})");
    REQUIRE(!report);
    CHECK(report.error().reason == Reason::implausible);
  }
}

namespace {

// A report of one policy with these members.
std::string report_of(const std::string& members) {
  return R"({"date-range":{"start-datetime":"2026-11-22T00:00:00Z"},"policies":[{)" + members +
         "}]}";
}

std::string repeated(std::size_t count, const std::string& element) {
  std::string text = element;
  text.reserve(count * (element.size() + 1));
  for (std::size_t i = 1; i < count; ++i)
    text += ',' + element;
  return text;
}

std::string failure_details(std::size_t count, const std::string& detail) {
  return report_of(R"("failure-details":[)" + repeated(count, detail) + ']');
}

std::int64_t noted(const Report& report, DeviationCode code) {
  for (const Deviation& deviation : report.deviations) {
    if (deviation.code == code) return deviation.count;
  }
  return 0;
}

}  // namespace

TEST_CASE("the caps hold: at the cap all is read, above it nothing") {
  const auto many = parse_report(failure_details(100'000, R"({"failed-session-count":1})"));
  REQUIRE(many);
  CHECK(many->policies.front().failure_details.size() == 100'000);
  CHECK(many->policies.front().failure_details.back().failed_session_count == 1);
  const auto more = parse_report(failure_details(100'001, "{}"));
  REQUIRE(!more);
  CHECK(more.error().reason == Reason::too_large);
  CHECK(more.error().detail.find("limits.max_failure_details") != std::string::npos);

  const std::string dates = R"("date-range":{"start-datetime":"2026-11-22T00:00:00Z"})";
  const auto thousand = parse_report('{' + dates + ",\"policies\":[" + repeated(1000, "{}") + "]}");
  REQUIRE(thousand);
  CHECK(thousand->policies.size() == 1000);
  const auto one_more = parse_report('{' + dates + ",\"policies\":[" + repeated(1001, "{}") + "]}");
  REQUIRE(!one_more);
  CHECK(one_more.error().detail.find("limits.max_policies") != std::string::npos);
}

TEST_CASE("nesting ends at its cap, whoever looks at it and however deep it goes") {
  const struct {
    std::size_t depth;
    bool accepted;
  } cases[] = {{31, true}, {32, false}, {100'000, false}};
  for (const auto& [depth, accepted] : cases) {
    CAPTURE(depth);
    const std::string nested = std::string(depth, '[') + std::string(depth, ']');
    const auto report = parse_report(
        R"({"date-range":{"start-datetime":"2026-11-22T00:00:00Z"},"anything":)" + nested + '}');
    CHECK(report.has_value() == accepted);
    if (!report) CHECK(report.error().reason == Reason::not_understood);
  }
}

TEST_CASE("a place counts elements, whatever those before it hold") {
  const auto report = parse_report(
      report_of(R"("policy":{"mx-host":["mx.example.com",{"a":[1,2],"b":3},[["mx2"]],null]})"));
  REQUIRE(report);
  const std::vector<Deviation>& deviations = report->deviations;
  const auto null = std::find_if(deviations.begin(), deviations.end(), [](const Deviation& each) {
    return each.code == DeviationCode::null_value;
  });
  REQUIRE(null != deviations.end());
  CHECK(null->place == "/policies/0/policy/mx-host/3");
}

TEST_CASE("failures beyond 64 bits are summed no further, and noted") {
  const auto report =
      parse_report(failure_details(1100, R"({"failed-session-count":9007199254740991})"));
  REQUIRE(report);
  CHECK(noted(*report, DeviationCode::sum_overflow) == 1);
}

TEST_CASE("lists of text are cut where they would cost more memory than a report may") {
  const auto report =
      parse_report(report_of(R"("policy":{"policy-string":[)" + repeated(99'999, "\"a\"") +
                             R"(],"mx-host":[)" + repeated(100, R"("mx.example.com")") + "]}"));
  REQUIRE(report);
  CHECK(report->policies.front().policy_string.size() == 99'999);
  CHECK(report->policies.front().mx_host.size() == 1);
  CHECK(noted(*report, DeviationCode::list_too_long) == 99);
}

TEST_CASE("empty elements count for the end of a list as well") {
  const auto report =
      parse_report(report_of(R"("policy":{"policy-string":[)" + repeated(60'000, R"("")") +
                             R"(],"mx-host":[)" + repeated(40'100, R"("")") + "]}"));
  REQUIRE(report);
  CHECK(noted(*report, DeviationCode::list_too_long) == 100);
}

TEST_CASE("a text of several MiB is read like a small one, and mended") {
  const std::string filler(2 << 20, 'x');
  const auto report =
      parse_report("{\"unknown\":\"" + filler + "\",\"report-id\":\"caf\xe9\"," +
                   R"("organization-name":")" + filler + "\"," + report_of("").substr(1));
  REQUIRE(report);
  CHECK(report->report_id == "caf\xef\xbf\xbd");
  CHECK(report->organization_name == filler.substr(0, 8192));
  CHECK(noted(*report, DeviationCode::invalid_utf8) == 1);
  CHECK(noted(*report, DeviationCode::string_too_long) == 1);
}

TEST_CASE("caps of one's own are kept to") {
  const ReportCaps caps{.max_depth = 6,
                        .max_policies = 1,
                        .max_failure_details = 1,
                        .max_string_bytes = 4,
                        .max_policy_string_bytes = 6};
  const auto report = parse_report(
      report_of(R"("policy":{"policy-type":"no-policy","policy-string":["version: STSv1"]},)"
                R"("failure-details":[{}])"),
      "", caps);
  REQUIRE(report);
  CHECK(report->policies.front().policy_type == "no-p");
  CHECK(report->policies.front().policy_string == std::vector<std::string>{"versio"});
}

}  // namespace tlsward
