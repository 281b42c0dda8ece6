#include "tests/bench/corpus.h"

#include "schema/timestamp.h"

#include <fmt/format.h>

#include <array>
#include <stdexcept>

namespace tlsward::bench {
namespace {

constexpr std::uint64_t kDomains = 1000;
constexpr std::uint64_t kReporters = kReportsPerDay / kDomains;
constexpr std::array<std::string_view, 11> kTypes = {
    "certificate-expired",    "starttls-not-supported",
    "validation-failure",     "certificate-host-mismatch",
    "tlsa-invalid",           "certificate-not-trusted",
    "sts-policy-fetch-error", "sts-policy-invalid",
    "sts-webpki-invalid",     "dnssec-invalid",
    "dane-required"};
constexpr std::array<std::string_view, 4> kReasons = {
    "X509_V_ERR_CERT_HAS_EXPIRED", "certificate has expired", "tls-handshake-failure",
    "unable to do http request: context deadline exceeded"};

// splitmix64 (Vigna): the same numbers on every machine.
struct Numbers {
  std::uint64_t state;

  std::uint64_t below(std::uint64_t n) {
    state += 0x9e3779b97f4a7c15;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return (z ^ (z >> 31)) % n;
  }
};

// What all parts of one report share.
struct Frame {
  std::uint64_t reporter;
  std::string domain, organization, contact, report_id, start, end;
};

// One policy entry.
struct Entry {
  std::string_view type;
  std::string strings;
  std::string mx_host;
  std::uint64_t successful, failed;
  std::string details;
};

std::size_t number_of_details(Mix mix, Numbers& numbers) {
  const std::uint64_t draw = numbers.below(10'000);
  const std::uint64_t large = mix == Mix::light ? 4 : 200;
  if (draw < large) return 500;
  if (draw < 1000) return 1 + numbers.below(5);
  return 0;
}

Frame make_frame(std::uint64_t i) {
  const std::uint64_t slot = i % kReportsPerDay;
  const Day day = *parse_day("2025-01-01") + std::chrono::days{i / kReportsPerDay};
  Frame frame;
  frame.reporter = slot % kReporters;
  frame.domain = fmt::format("domain{:04}.example.org", slot / kReporters);
  frame.organization = fmt::format("Reporter {} Inc.", frame.reporter);
  frame.contact = fmt::format("tls-reports@reporter{}.example.com", frame.reporter);
  frame.report_id = fmt::format("{}T00:00:00Z_{}", format_day(day), frame.domain);
  frame.start = format_datetime(day);
  frame.end = format_datetime(day + std::chrono::seconds{frame.reporter == 8 ? 86400 : 86399});
  return frame;
}

void add_detail(Made& made, std::string& details, const Frame& frame, Numbers& numbers) {
  const auto type = kTypes[numbers.below(kTypes.size())];
  const auto reason = kReasons[numbers.below(kReasons.size())];
  const auto host = numbers.below(200) + 1;
  const std::string sending =
      numbers.below(4) == 0 ? fmt::format("2001:db8:{:x}::{:x}", numbers.below(4095) + 1, host)
                            : fmt::format("192.0.2.{}", host);
  const std::string receiving = fmt::format("198.51.100.{}", numbers.below(4) + 1);
  const std::string mx = fmt::format("mx{}.{}", numbers.below(3) + 1, frame.domain);
  const auto count = numbers.below(20) + 1;
  if (!details.empty()) details += ',';
  details += fmt::format(
      R"({{"result-type":"{}","sending-mta-ip":"{}","receiving-ip":"{}","receiving-mx-hostname":"{}",)"
      R"("failed-session-count":{},"failure-reason-code":"{}"}})",
      type, sending, receiving, mx, count, reason);
  made.failure_rows +=
      fmt::format("{},{},{},{},{},{},{},{},{}\n", frame.organization, frame.report_id, frame.domain,
                  type, sending, receiving, mx, count, reason);
}

void add_entry(Made& made, std::string& policies, const Frame& frame, const Entry& entry) {
  if (!policies.empty()) policies += ',';
  policies += fmt::format(
      R"({{"policy":{{"policy-type":"{}","policy-string":[{}],"policy-domain":"{}"{}}},"summary":)"
      R"({{"total-successful-session-count":{},"total-failure-session-count":{}}}{}}})",
      entry.type, entry.strings, frame.domain,
      entry.mx_host.empty() ? "" : fmt::format(R"(,"mx-host":["{}"])", entry.mx_host),
      entry.successful, entry.failed,
      entry.details.empty() ? "" : fmt::format(R"(,"failure-details":[{}])", entry.details));
  std::string strings = entry.strings;
  std::erase_if(strings, [](char c) { return c == '"' || c == '\\' || c == ','; });
  made.policy_rows +=
      fmt::format("{},{},{},{},{},{},{},{},{},{},{}\n", frame.organization, frame.contact,
                  frame.report_id, frame.start, frame.end, frame.domain, entry.type, strings,
                  entry.mx_host, entry.successful, entry.failed);
}

// Pretty-printed as some senders do.
std::string spread(const std::string& json) {
  std::string wide;
  for (const char c : json) {
    wide += c;
    if (c == ',' || c == '{' || c == '[') wide += "\n        ";
  }
  return wide;
}

}  // namespace

Mix parse_mix(std::string_view name) {
  if (name == "light") return Mix::light;
  if (name == "brief") return Mix::brief;
  throw std::invalid_argument(fmt::format("mix {}: not known; use light or brief", name));
}

Made make_report(Mix mix, std::uint64_t seed, std::uint64_t i) {
  Numbers numbers{seed * 0x2545f4914f6cdd1d + i};
  const Frame frame = make_frame(i);
  const bool microsoft = frame.reporter == 6 || frame.reporter == 7;
  Made made;
  std::string details;
  const std::size_t n = number_of_details(mix, numbers);
  for (std::size_t k = 0; k < n; ++k)
    add_detail(made, details, frame, numbers);
  const auto successful = numbers.below(2000);
  const std::string mx = "*." + frame.domain;
  const std::string sts =
      fmt::format(R"("version: STSv1","mode: enforce","mx: {}","max_age: 604800")", mx);
  std::string policies;
  add_entry(
      made, policies, frame,
      {"sts", sts, microsoft ? "" : mx, successful, n == 0 ? 0 : n + numbers.below(50), details});
  if (microsoft) {
    // Microsoft reports the same sessions under tlsa too, its policy-string nested
    // (docs/senders.md).
    add_entry(made, policies, frame,
              {"tlsa",
               R"("[\"3 1 1 0B9FA5A59EED715C26C1020C711B4F6EC42D58B0015E14337A39DAD301C5AFC3\"]")",
               "", successful, 0, ""});
  }
  made.json = fmt::format(
      R"({{"organization-name":"{}","date-range":{{"start-datetime":"{}","end-datetime":"{}"}},)"
      R"("contact-info":"{}","report-id":"{}","policies":[{}]}})",
      frame.organization, frame.start, frame.end, frame.contact, frame.report_id, policies);
  if (frame.reporter == 9) made.json = spread(made.json);
  return made;
}

}  // namespace tlsward::bench
