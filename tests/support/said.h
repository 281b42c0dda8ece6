// What one reporter says of one domain on one day, in the few words that a situation is about.
#pragma once

#include "tests/support/filled_store.h"

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <string>

namespace tlsward::tests {

// The day that situations are about: a Monday.
inline const Day kSaidDay = *parse_day("2026-11-23");

inline constexpr const char* kGoogle = "google.example";
inline constexpr const char* kMicrosoft = "microsoft.example";
inline constexpr const char* kMailbox = "mailbox.example";
inline constexpr const char* kOrg = "example.org";

// What one reporter says of one domain on one day.
struct Said {
  const char* reporter = kGoogle;
  const char* domain = kOrg;
  int back = 0;  // days before kSaidDay
  const char* result_type = "";
  std::int64_t failed = 0;
  std::int64_t successful = 900;
  const char* mx = "mx1";  // first label
  const char* reason = "";
  std::initializer_list<const char*> addresses;  // receiving-ip: the failures are spread over them
  const char* policy_type = "sts";
  const char* mode = "enforce";
  Trust trust = Trust::verified;
  std::chrono::hours after = std::chrono::hours(10);  // when it came, after the end of its day
};

inline FailureDetail detail_of(const Said& said, const char* address, std::int64_t failed) {
  return {
      .result_type = said.result_type,
      .sending_mta_ip = std::string_view(said.reporter) == kGoogle ? "192.0.2.7" : "198.51.100.20",
      .receiving_mx_hostname = Domain(std::string(said.mx) + '.' + said.domain),
      .receiving_ip = address,
      .failed_session_count = failed,
      .failure_reason_code = said.reason};
}

inline std::int64_t say(Store& store, const Said& said) {
  Report report = make_report(said.reporter, said.domain, kSaidDay - std::chrono::days(said.back),
                              said.successful);
  Policy& policy = report.policies[0];
  policy.policy_type = said.policy_type;
  policy.policy_string = {"version: STSv1", std::string("mode: ") + said.mode,
                          std::string("mx: mx1.") + said.domain};
  if (std::string(said.mx) == "mx2")
    policy.policy_string.push_back(std::string("mx: mx2.") + said.domain);
  if (policy.policy_type == "tlsa") policy.policy_string = {"3 1 1 " + std::string(64, 'a')};
  policy.summary.total_failure_session_count = said.failed;
  const auto parts = static_cast<std::int64_t>(said.addresses.size());
  for (const char* address : said.addresses)
    policy.failure_details.push_back(detail_of(said, address, said.failed / parts));
  if (parts == 0 && *said.result_type != 0)
    policy.failure_details.push_back(detail_of(said, "", said.failed));
  return put(store, report, said.trust, said.after);
}

}  // namespace tlsward::tests
