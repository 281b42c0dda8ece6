// schema/identity.cpp: one report by two ways is one, and two reports are never taken for one.
#include "schema/identity.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <utility>

namespace tlsward {

namespace {

constexpr HashKey kKey = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

Timestamp at(std::string_view text) {
  return parse_datetime(text)->time;
}

Report make_report() {
  const Policy sts{
      .policy_type = "sts",
      .policy_string = {"version: STSv1", "mode: enforce", "mx: *.example.com", "max_age: 86400"},
      .policy_domain = Domain("example.com"),
      .mx_host = {Domain("mx1.example.com"), Domain("mx2.example.com")},
      .summary = {.total_successful_session_count = 10, .total_failure_session_count = 3},
      .failure_details = {{.result_type = "certificate-expired",
                           .sending_mta_ip = "192.0.2.1",
                           .receiving_mx_hostname = Domain("mx1.example.com"),
                           .receiving_mx_helo = "mx1",
                           .receiving_ip = "198.51.100.1",
                           .failed_session_count = 1,
                           .additional_information = "https://example.net/1",
                           .failure_reason_code = "expired"},
                          {.result_type = "validation-failure", .failed_session_count = 2}}};
  const Policy tlsa{.policy_type = "tlsa",
                    .policy_string = {"3 1 1 ABCDEF", "2 1 1 123456"},
                    .policy_domain = Domain("mx1.example.com"),
                    .summary = {.total_successful_session_count = 10}};
  return {.organization_name = "Example Inc.",
          .start_datetime = "2026-11-24T00:00:00Z",
          .end_datetime = "2026-11-24T23:59:59Z",
          .contact_info = "tlsrpt@example.net",
          .report_id = "2026-11-24T00:00:00Z_example.com",
          .policies = {sts, tlsa},
          .start = at("2026-11-24T00:00:00Z"),
          .end = at("2026-11-25T00:00:00Z")};
}

using Change = std::function<void(Report&)>;

Report changed(const Change& change) {
  Report report = make_report();
  change(report);
  return report;
}

Fingerprint fingerprint_of(const Report& report) {
  return Fingerprinter(kKey).fingerprint(report);
}

}  // namespace

TEST_CASE("the reporter is the domain of its contact, else its name") {
  struct {
    std::string contact_info;
    std::string organization_name;
    std::string_view want;
  } const cases[] = {
      {"smtp-tls-reporting@google.example", "Google Inc.", "google.example"},
      {"Postmaster@Mail.Example.", "x", "mail.example"},
      {"TLS reports <tls@mail.example>", "x", "mail.example"},
      {"mailto:tls@mail.example ", "x", "mail.example"},
      {"\"odd@local\"@mail.example", "x", "mail.example"},
      {"tls@b\u00FCcher.example", "x", "xn--bcher-kva.example"},
      {"", "Example Inc.", "example inc."},
      {"https://mail.example/contact", "Example", "example"},
      {"tls@localhost", "Example", "example"},
      {"tls@", "Example", "example"},
      {"", "", ""},
  };
  for (const auto& [contact_info, organization_name, want] : cases) {
    CAPTURE(contact_info);
    const Report report{.organization_name = organization_name, .contact_info = contact_info};
    CHECK(reporter_key(report) == want);
  }
}

TEST_CASE("what says the same in another way is the same report") {
  const std::pair<std::string_view, Change> changes[] = {
      {"nothing", [](Report&) {}},
      {"dates as text", [](Report& r) { r.end_datetime = "2026-11-25T00:00:00+00:00"; }},
      {"deviations",
       [](Report& r) {
         r.deviations = {{DeviationCode::zone_missing, "/", 1}};
       }},
      {"order of policies", [](Report& r) { std::swap(r.policies[0], r.policies[1]); }},
      {"order of details",
       [](Report& r) {
         std::swap(r.policies[0].failure_details[0], r.policies[0].failure_details[1]);
       }},
      {"order of hosts",
       [](Report& r) { std::swap(r.policies[0].mx_host[0], r.policies[0].mx_host[1]); }},
      {"a host twice", [](Report& r) { r.policies[0].mx_host.emplace_back("mx1.example.com"); }},
      {"order of a policy's lines",
       [](Report& r) {
         std::reverse(r.policies[0].policy_string.begin(), r.policies[0].policy_string.end());
       }},
      {"blanks and empty lines in a policy",
       [](Report& r) {
         r.policies[0].policy_string[2] = " mx: *.example.com \r";
         r.policies[0].policy_string.emplace_back("");
         r.policies[0].policy_string.emplace_back(" ");
       }},
      {"a line twice",
       [](Report& r) { r.policies[0].policy_string.emplace_back("mode: enforce"); }},
      {"case of a TLSA record's digits",
       [](Report& r) {
         r.policies[1].policy_string = {"2 1 1 123456", "3 1 1 abcDEF", "3 1 1 ABCdef"};
       }},
  };
  const Report report = make_report();
  for (const auto& [what, change] : changes) {
    CAPTURE(what);
    const Report other = changed(change);
    CHECK(same_identity(report, other));
    CHECK(same_content(report, other));
    CHECK(fingerprint_of(report) == fingerprint_of(other));
  }
}

TEST_CASE("any other value is other content, but the same report") {
  const std::pair<std::string_view, Change> changes[] = {
      {"organization-name", [](Report& r) { r.organization_name = "Example"; }},
      {"contact-info, of the same domain", [](Report& r) { r.contact_info = "tls@example.net"; }},
      {"policy-type", [](Report& r) { r.policies[0].policy_type = "tlsa"; }},
      {"policy-string", [](Report& r) { r.policies[0].policy_string[3] = "max_age: 86401"; }},
      {"case of an sts line", [](Report& r) { r.policies[0].policy_string[1] = "mode: Enforce"; }},
      {"mx-host", [](Report& r) { r.policies[0].mx_host.pop_back(); }},
      {"a success less",
       [](Report& r) { r.policies[0].summary.total_successful_session_count = 9; }},
      {"a failure more", [](Report& r) { r.policies[0].summary.total_failure_session_count = 4; }},
      {"no count where there was one",
       [](Report& r) { r.policies[0].summary.total_failure_session_count = std::nullopt; }},
      {"0 where there was no count",
       [](Report& r) { r.policies[1].summary.total_failure_session_count = 0; }},
      {"result-type", [](Report& r) { r.policies[0].failure_details[0].result_type = "x"; }},
      {"sending-mta-ip", [](Report& r) { r.policies[0].failure_details[0].sending_mta_ip = "x"; }},
      {"receiving-mx-hostname",
       [](Report& r) { r.policies[0].failure_details[0].receiving_mx_hostname = Domain("x"); }},
      {"receiving-mx-helo",
       [](Report& r) { r.policies[0].failure_details[0].receiving_mx_helo = "x"; }},
      {"receiving-ip", [](Report& r) { r.policies[0].failure_details[0].receiving_ip = "x"; }},
      {"failed-session-count",
       [](Report& r) { r.policies[0].failure_details[0].failed_session_count = 7; }},
      {"additional-information",
       [](Report& r) { r.policies[0].failure_details[0].additional_information = "x"; }},
      {"failure-reason-code",
       [](Report& r) { r.policies[0].failure_details[0].failure_reason_code = "x"; }},
      {"a text in the field beside its own",
       [](Report& r) {
         FailureDetail& detail = r.policies[0].failure_details[0];
         std::swap(detail.sending_mta_ip, detail.receiving_ip);
       }},
      {"a detail in the other policy",
       [](Report& r) {
         r.policies[1].failure_details.push_back(r.policies[0].failure_details.back());
         r.policies[0].failure_details.pop_back();
       }},
      {"a detail twice",
       [](Report& r) {
         r.policies[0].failure_details.push_back(r.policies[0].failure_details[0]);
       }},
      {"a policy twice", [](Report& r) { r.policies.push_back(r.policies[0]); }},
  };
  const Report report = make_report();
  std::map<std::int64_t, std::string_view> contents = {
      {fingerprint_of(report).content, "unchanged"}};
  for (const auto& [what, change] : changes) {
    CAPTURE(what);
    const Report other = changed(change);
    CHECK(same_identity(report, other));
    CHECK(fingerprint_of(report).identity == fingerprint_of(other).identity);
    CHECK(!same_content(report, other));
    CHECK(contents.emplace(fingerprint_of(other).content, what).second);
  }
}

TEST_CASE("long entries and long lists are told apart and compared in any order too") {
  const auto details = [](std::size_t count, const std::string& reason) {
    return changed([&](Report& r) {
      r.policies[0].failure_details.assign(count, {});
      for (std::size_t i = 0; i < count; ++i) {
        r.policies[0].failure_details[i].failure_reason_code = reason + std::to_string(i);
      }
    });
  };
  for (const auto& [count, length] : {std::pair{2, 9000}, {1000, 3}}) {
    CAPTURE(count);
    const Report report = details(count, std::string(length, 'a'));
    Report turned = report;
    std::ranges::reverse(turned.policies[0].failure_details);
    CHECK(same_content(report, turned));
    CHECK(fingerprint_of(report) == fingerprint_of(turned));
    turned.policies[0].failure_details.back().failure_reason_code += "b";
    CHECK_FALSE(same_content(report, turned));
    CHECK(fingerprint_of(report).content != fingerprint_of(turned).content);
  }
}

TEST_CASE("another reporter, id, domain or range is another report") {
  const std::pair<std::string_view, Change> changes[] = {
      {"another reporter", [](Report& r) { r.contact_info = "tlsrpt@example.org"; }},
      {"no contact", [](Report& r) { r.contact_info = ""; }},
      {"another id", [](Report& r) { r.report_id += "2"; }},
      {"Halon: one id, another domain",
       [](Report& r) { r.policies[0].policy_domain = Domain("example.org"); }},
      {"a domain less", [](Report& r) { r.policies.pop_back(); }},
      {"no domain", [](Report& r) { r.policies.clear(); }},
      {"another start", [](Report& r) { r.start -= std::chrono::seconds{1}; }},
      {"another end", [](Report& r) { r.end += std::chrono::seconds{1}; }},
      {"a start before 1970", [](Report& r) { r.start = Timestamp(std::chrono::seconds{-1}); }},
  };
  const Report report = make_report();
  std::map<std::int64_t, std::string_view> identities = {
      {fingerprint_of(report).identity, "unchanged"}};
  for (const auto& [what, change] : changes) {
    CAPTURE(what);
    const Report other = changed(change);
    CHECK(!same_identity(report, other));
    CHECK(!same_content(report, other));
    CHECK(identities.emplace(fingerprint_of(other).identity, what).second);
  }
}

TEST_CASE("no text can be moved over the border between two fields or entries") {
  const auto detail_of = [](std::string helo, std::string ip) {
    return FailureDetail{.receiving_mx_helo = std::move(helo), .receiving_ip = std::move(ip)};
  };
  const auto report_of = [](std::vector<FailureDetail> details) {
    return Report{.policies = {Policy{.failure_details = std::move(details)}}};
  };
  const Report reports[] = {
      report_of({}),
      report_of({detail_of("", "")}),
      report_of({detail_of("ab", "c")}),
      report_of({detail_of("a", "bc")}),
      report_of({detail_of("abc", "")}),
      report_of({detail_of(std::string("a\1b", 3), "")}),
      report_of({detail_of("a", "b"), detail_of("", "")}),
      report_of({detail_of(std::string(127, 'a'), "")}),
      report_of({detail_of(std::string(128, 'a'), "")}),
      report_of({detail_of(std::string(16384, 'a'), "")}),
      Report{.policies = {Policy{}, Policy{}}},
      Report{.policies = {Policy{}}, .start = Timestamp::min(), .end = Timestamp::max()},
  };
  for (const Report& one : reports) {
    for (const Report& other : reports) {
      CHECK(same_content(one, other) == (&one == &other));
    }
  }
}

TEST_CASE("a database's key decides its hashes, and nothing else does") {
  const Report report = make_report();
  HashKey other_key = kKey;
  other_key.back() ^= 1;
  const Fingerprint other = Fingerprinter(other_key).fingerprint(report);
  CHECK(other.identity != fingerprint_of(report).identity);
  CHECK(other.content != fingerprint_of(report).content);

  // One Fingerprinter makes many, and a moved one goes on.
  Fingerprinter first(kKey);
  first.fingerprint(Report{});
  CHECK(first.fingerprint(report) == fingerprint_of(report));
  Fingerprinter second = std::move(first);
  CHECK(second.fingerprint(report) == fingerprint_of(report));
}

TEST_CASE("fingerprints stay as they are: databases hold them") {
  const Fingerprint fingerprint = fingerprint_of(make_report());
  CHECK(fingerprint.identity == 8813747526853746531);
  CHECK(fingerprint.content == -1670881680360538368);
}

}  // namespace tlsward
