// Tests web/report_failures.cpp: failures in groups, and what may be a link.
#include "web/report_failures.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tlsward {
namespace {

TEST_CASE("failures come by type and mail server, the most first, with their addresses") {
  Policy policy{.policy_domain = Domain("example.org")};
  const auto add = [&](const char* type, const char* mx, const char* from, std::int64_t failed) {
    policy.failure_details.push_back({.result_type = type,
                                      .sending_mta_ip = from,
                                      .receiving_mx_hostname = Domain(mx),
                                      .failed_session_count = failed});
  };
  add("starttls-not-supported", "mx2.example.org", "192.0.2.1", 2);
  add("certificate-expired", "mx1.example.org", "192.0.2.1", 3);
  add("certificate-expired", "mx1.example.org", "192.0.2.2", 5);
  add("certificate-expired", "mx1.example.org", "192.0.2.1", 4);
  policy.failure_details.back().failure_reason_code = "certificate has expired";
  std::size_t room = 100;
  const auto groups = failure_groups(policy, english(), room)["groups"];
  CHECK(room == 95);
  REQUIRE(groups.size() == 2);
  CHECK(groups[0]["type"] == "certificate-expired");
  CHECK(groups[0]["mx"] == "mx1.example.org");
  CHECK(groups[0]["failed"] == "12");
  CHECK(groups[0]["sentence"] == "The certificate of mx1.example.org has expired.");
  CHECK(groups[0]["address_count"] == "2");
  CHECK(groups[0]["addresses"][0]["from"] == "192.0.2.1");
  CHECK(groups[0]["addresses"][0]["failed"] == "7");
  CHECK(groups[0]["addresses"][0]["to"] == "-");
  CHECK(groups[0]["reasons"][0]["text"] == "certificate has expired");
  CHECK(groups[0]["reasons"][0]["meaning"] == "the certificate has expired");
  CHECK(groups[1]["failed"] == "2");
  CHECK(groups[1]["has_reasons"] == false);
}

TEST_CASE("thousands of details make a page of bounded length") {
  Policy policy{.policy_domain = Domain("example.org")};
  for (int n = 0; n < 3'000; ++n)
    policy.failure_details.push_back({.result_type = fmt::format("type-{}", n % 300),
                                      .sending_mta_ip = fmt::format("192.0.2.{}", n),
                                      .failed_session_count = 1});
  std::size_t room = 10'000;
  auto values = failure_groups(policy, english(), room);
  CHECK(values["groups"].size() == 200);
  CHECK(values["more_groups"] == "100");
  for (FailureDetail& detail : policy.failure_details)
    detail.result_type = "one";
  room = 2'000;
  values = failure_groups(policy, english(), room);
  CHECK(values["groups"][0]["addresses"].size() == 100);
  CHECK(values["groups"][0]["address_count"] == "3,000");
  CHECK(values["groups"][0]["more_addresses"] == "2,900");
  CHECK(values["more_groups"].is_null());
  room = 3;
  values = failure_groups(policy, english(), room);
  CHECK(values["groups"][0]["addresses"].size() == 2);
  CHECK(room == 0);
  values = failure_groups(policy, english(), room);
  CHECK(values["has_groups"] == false);
  CHECK(values["more_groups"] == "1");
}

TEST_CASE("a link is an address of the web that shows where it leads") {
  struct {
    const char* text;
    const char* host;
  } const cases[] = {{"https://reports.example.org/a?b=c#d", "reports.example.org"},
                     {"HTTP://Reports.Example.org:8080", "reports.example.org:8080"},
                     {"https://[2001:db8::7]/", "[2001:db8::7]"},
                     {"https://example.org\\.example.net/", "example.org"},
                     {"javascript:alert(1)", ""},
                     {" javascript:alert(1)", ""},
                     {"data:text/html,<script>", ""},
                     {"//example.org/", ""},
                     {"https://", ""},
                     {"https:///path", ""},
                     {"https://example.org@evil.example/", ""},
                     {"https://example.org/\njavascript:", ""},
                     {"https://ex\xc3\xa4mple.org/", ""},
                     {"", ""}};
  for (const auto& c : cases) {
    CAPTURE(c.text);
    CHECK(host_of_link(c.text) == c.host);
  }
}

}  // namespace
}  // namespace tlsward
