// analyzer/check_report_targets.cpp, analyzer/report_target.cpp
#include "analyzer/check_domain.h"
#include "analyzer/report_target.h"
#include "tests/support/healthy_facts.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

ReportTarget mailbox(const std::string& host) {
  return {.uri = "mailto:tls@" + host,
          .host = host,
          .is_mail = true,
          .mx = secure<MxRecord>(host, {{10, "mx." + host}}),
          .ipv4 = secure<std::string>(host, {}),
          .ipv6 = secure<std::string>(host, {})};
}

ReportTarget endpoint(const std::string& host) {
  PolicyFetch visit = good_fetch("192.0.2.20");
  visit.status = 405;
  return {.uri = "https://" + host + "/v1",
          .host = host,
          .ipv4 = secure<std::string>(host, {"192.0.2.20"}),
          .ipv6 = secure<std::string>(host, {}),
          .visits = {visit}};
}

struct Case {
  const char* what;
  void (*break_it)(Facts& facts);
  Keys want;
};

}  // namespace

TEST_CASE("each fault of where reports go is found for itself") {
  const Case cases[] = {
      {"nothing", [](Facts&) {}, {}},
      {"a domain with neither MX nor address",
       [](Facts& facts) { facts.report_targets[0].mx = secure<MxRecord>("reports.example", {}); },
       {"rua-no-mail FAIL"}},
      {"a domain with an address alone",
       [](Facts& facts) {
         facts.report_targets[0].mx = secure<MxRecord>("reports.example", {});
         facts.report_targets[0].ipv4 = secure<std::string>("reports.example", {"192.0.2.8"});
       },
       {}},
      {"a null MX",
       [](Facts& facts) {
         facts.report_targets[0].mx.values = {{0, ""}};
       },
       {"rua-no-mail FAIL"}},
      {"no answer",
       [](Facts& facts) { facts.report_targets[0].mx.status = DnsStatus::failed; },
       {"rua-unknown UNTESTED"}},
      {"proved false",
       [](Facts& facts) {
         facts.report_targets[0].mx.status = DnsStatus::failed;
         facts.report_targets[0].mx.security = DnsSecurity::bogus;
       },
       {"rua-bogus FAIL"}},
      {"a web server without an address",
       [](Facts& facts) {
         facts.report_targets[1].ipv4 = secure<std::string>("reports.example", {});
         facts.report_targets[1].visits.clear();
       },
       {"rua-host-absent FAIL"}},
      {"a web server at which nobody answers",
       [](Facts& facts) {
         facts.report_targets[1].visits = {
             {.address = "192.0.2.20", .reach = {.trouble = Trouble::refused}}};
       },
       {"rua-unreachable FAIL"}},
      {"a web server to which there is no way from here",
       [](Facts& facts) {
         facts.report_targets[1].visits = {
             {.address = "2001:db8::20", .reach = {.trouble = Trouble::no_route}}};
       },
       {}},
      {"a certificate that has ended",
       [](Facts& facts) {
         facts.report_targets[1].visits[0].tls->chain_faults = {ChainFault::expired};
       },
       {"rua-certificate WARN"}},
      {"a redirect",
       [](Facts& facts) { facts.report_targets[1].visits[0].status = 302; },
       {"rua-redirect FAIL"}},
      {"not to us",
       [](Facts& facts) { facts.wanted_targets = {"mailto:tls@collector.example"}; },
       {"tlsrpt-not-ours FAIL"}},
      {"to us, too",
       [](Facts& facts) { facts.wanted_targets = {"MAILTO:tls@reports.example"}; },
       {}},
      {"to a mailbox behind the mail servers that fail",
       [](Facts& facts) {
         facts.report_targets = {mailbox("example.org")};
         facts.mx_hosts.front().looks.front().tls->chain_faults = {ChainFault::expired};
       },
       {"rua-behind-mx RISK"}},
  };
  for (const Case& one : cases) {
    CAPTURE(one.what);
    Facts facts = healthy_facts();
    facts.report_targets = {mailbox("reports.example"), endpoint("reports.example")};
    one.break_it(facts);
    CHECK(keys_of(check_report_targets(facts)) == one.want);
  }
}

TEST_CASE("of a record its addresses are looked at, four at the most, and of two records none") {
  const std::string record =
      "v=TLSRPTv1; rua=mailto:a@One.example?x=y,https://two.example:8443/v1?k=1,"
      "mailto:b@3.example,mailto:c@4.example,mailto:d@5.example";
  const std::vector<std::string> one = {"v=spf1 -all", record};
  const auto targets = report_targets_of(one);
  REQUIRE(targets.size() == 4);
  CHECK(targets[0].host == "one.example");
  CHECK(targets[0].is_mail);
  CHECK(targets[1].host == "two.example");
  CHECK_FALSE(targets[1].is_mail);
  const std::vector<std::string> two = {record, record};
  CHECK(report_targets_of(two).empty());
}

TEST_CASE("an https: address has a host, perhaps a port, and a path that can be asked for") {
  const auto address = https_address_in("HTTPS://two.example:8443/v1?k=1#top");
  REQUIRE(address);
  CHECK(address->host == "two.example");
  CHECK(address->port == 8443);
  CHECK(address->path == "/v1?k=1");
  CHECK(https_address_in("https://two.example")->path == "/");
  for (const char* text : {"http://two.example/", "mailto:a@two.example", "https://a:b/",
                           "https://a:99999/", "https://a/ b", "https://a/\r\nX: y"}) {
    CAPTURE(text);
    CHECK_FALSE(https_address_in(text));
  }
}

}  // namespace tlsward
