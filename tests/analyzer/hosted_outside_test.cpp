// Tests analyzer/hosted_outside.cpp: what of facts keeps senders from a policy that we host.
#include "analyzer/hosted_outside.h"

#include "tests/support/healthy_facts.h"

#include <doctest/doctest.h>

#include <functional>

namespace tlsward {
namespace {

HostedPolicy published() {
  return {.domain = Domain("example.org"),
          .text = good_fetch("").body,
          .id = "20261129",
          .since = kLooked,
          .until = {}};
}

TEST_CASE("a policy is served when each address has it as senders want it") {
  using Break = std::function<void(Facts&)>;
  const struct {
    const char* what;
    Break change;
    Keys faults;
    bool served;
  } cases[] = {
      {"nothing", [](Facts&) {}, {}, true},
      {"an older file",
       [](Facts& facts) { facts.policy_host.fetches[0].body = "version: STSv1\r\nmode: none\r\n"; },
       {"policy-no-max-age FAIL", "hosted-text FAIL"},
       false},
      {"an older file at the second address",
       [](Facts& facts) {
         facts.policy_host.fetches.push_back(good_fetch("192.0.2.4"));
         facts.policy_host.fetches[1].body += "mx: mx3.example.org\r\n";
       },
       {"hosted-text FAIL"},
       false},
      {"a certificate that has ended",
       [](Facts& facts) { facts.policy_host.fetches[0].tls->chain_faults = {ChainFault::expired}; },
       {"policy-certificate-expired FAIL"},
       false},
      {"no certificate for the host",
       [](Facts& facts) { facts.policy_host.fetches[0].tls->name_matches = false; },
       {"policy-certificate-name FAIL"},
       false},
      {"no file",
       [](Facts& facts) { facts.policy_host.fetches[0].status = 404; },
       {"policy-not-found FAIL"},
       false},
      {"a redirect",
       [](Facts& facts) { facts.policy_host.fetches[0].status = 301; },
       {"policy-redirect FAIL"},
       false},
      {"a media type that some senders refuse",
       [](Facts& facts) { facts.policy_host.fetches[0].content_type = "text/html"; },
       {"policy-content-type RISK"},
       false},
      {"nobody there",
       [](Facts& facts) {
         facts.policy_host.fetches[0] = {
             .address = "192.0.2.3",
             .reach = {.trouble = Trouble::refused, .words = "connection refused"}};
       },
       {"policy-no-answer FAIL"},
       false},
      {"no host in DNS",
       [](Facts& facts) {
         facts.policy_host.ipv4 = secure<std::string>("mta-sts.example.org", {});
         facts.policy_host.fetches.clear();
       },
       {"policy-host-absent FAIL"},
       false},
      {"an address that this machine cannot reach",
       [](Facts& facts) {
         facts.policy_host.fetches.push_back(
             {.address = "2001:db8::3",
              .reach = {.trouble = Trouble::no_route, .words = "network is unreachable"}});
       },
       {},
       true},
      {"only such an address",
       [](Facts& facts) {
         facts.policy_host.fetches = {
             {.address = "2001:db8::3",
              .reach = {.trouble = Trouble::no_route, .words = "network is unreachable"}}};
       },
       {},
       false},
      {"a certificate that soon ends, which senders do not mind",
       [](Facts& facts) {
         facts.policy_host.fetches[0].tls->certificate.not_after = kLooked + std::chrono::days(1);
       },
       {},
       true},
  };
  for (const auto& one : cases) {
    CAPTURE(one.what);
    Facts facts = healthy_facts();
    one.change(facts);
    const HostedOutside outside = judge_outside(facts, published());
    CHECK(keys_of(outside.faults) == one.faults);
    CHECK(outside.is_served() == one.served);
  }
}

TEST_CASE("a fault names the address, and what could not be looked at is no fault") {
  Facts facts = healthy_facts();
  facts.policy_host.fetches[0].body += "x: y\r\n";
  facts.policy_host.fetches.push_back(
      {.address = "2001:db8::3", .reach = {.trouble = Trouble::no_route, .words = "no way"}});
  const HostedOutside outside = judge_outside(facts, published());
  REQUIRE(outside.faults.size() == 1);
  CHECK(outside.faults[0].subject == "mta-sts.example.org (192.0.2.3)");
  CHECK(outside.faults[0].evidence == "version: STSv1");
  REQUIRE(outside.untested.size() == 1);
  CHECK(outside.untested[0].subject == "mta-sts.example.org (2001:db8::3)");
}

TEST_CASE("the record in DNS is the one of what is published, or it is not") {
  const struct {
    std::vector<std::string> texts;
    RecordOutside want;
  } cases[] = {{{"v=STSv1; id=20261129"}, RecordOutside::current},
               {{"v=STSv1; id=20261129;", "v=spf1 -all"}, RecordOutside::current},
               {{"v=STSv1; id=20261128"}, RecordOutside::other},
               {{"v=STSv1; id=20261129", "v=STSv1; id=1"}, RecordOutside::other},
               {{"v=STSv1;"}, RecordOutside::other},
               {{"v=spf1 -all"}, RecordOutside::absent},
               {{}, RecordOutside::absent}};
  for (const auto& [texts, want] : cases) {
    CAPTURE(texts);
    Facts facts = healthy_facts();
    facts.mta_sts = secure<std::string>("_mta-sts.example.org", texts);
    CHECK(name(judge_outside(facts, published()).record) == name(want));
  }
  Facts facts = healthy_facts();
  facts.mta_sts = {.name = "_mta-sts.example.org", .why = "SERVFAIL"};
  const HostedOutside outside = judge_outside(facts, published());
  CHECK(name(outside.record) == "unknown");
  CHECK(outside.found == "SERVFAIL");
}

}  // namespace
}  // namespace tlsward
