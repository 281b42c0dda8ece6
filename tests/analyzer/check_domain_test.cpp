// analyzer/check_domain.cpp, analyzer/check_policy_host.cpp
#include "analyzer/check_domain.h"

#include "tests/support/healthy_facts.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

struct Case {
  const char* what;
  void (*break_it)(Facts& facts);
  Keys want;
};

void fail(DnsAnswer<std::string>& answer, DnsSecurity security) {
  answer.status = DnsStatus::failed;
  answer.security = security;
  answer.values.clear();
}

void set_texts(DnsAnswer<std::string>& answer, std::vector<std::string> texts) {
  answer = secure<std::string>(answer.name, std::move(texts));
}

PolicyFetch& first_fetch(Facts& facts) {
  return facts.policy_host.fetches.front();
}

void add_fetch(Facts& facts, PolicyFetch fetch) {
  facts.policy_host.fetches.push_back(std::move(fetch));
}

Keys tlsrpt_of(const Case& one) {
  Facts facts = healthy_facts();
  one.break_it(facts);
  return keys_of(check_tlsrpt(facts));
}

Keys mta_sts_of(const Case& one) {
  Facts facts = healthy_facts();
  one.break_it(facts);
  return keys_of(check_mta_sts(facts));
}

}  // namespace

TEST_CASE("nothing is found of records and a policy with which nothing is wrong") {
  CHECK(keys_of(check_tlsrpt(healthy_facts())).empty());
  CHECK(keys_of(check_mta_sts(healthy_facts())).empty());
}

TEST_CASE("a TLSRPT record is missing, elsewhere, wrong or unknown, and these are kept apart") {
  const Case cases[] = {
      {"missing", [](Facts& facts) { set_texts(facts.tlsrpt, {}); }, {"tlsrpt-absent WARN"}},
      {"elsewhere",
       [](Facts& facts) {
         set_texts(facts.tlsrpt, {});
         facts.near_misses = {secure<std::string>("_tlsrpt.example.org", {"v=TLSRPTv1; rua=x"})};
       },
       {"tlsrpt-elsewhere FAIL"}},
      {"something else is elsewhere",
       [](Facts& facts) {
         set_texts(facts.tlsrpt, {});
         facts.near_misses = {secure<std::string>("example.org", {"v=spf1 -all"})};
       },
       {"tlsrpt-absent WARN"}},
      {"no answer",
       [](Facts& facts) { fail(facts.tlsrpt, DnsSecurity::unchecked); },
       {"tlsrpt-unknown UNTESTED"}},
      {"proved false",
       [](Facts& facts) { fail(facts.tlsrpt, DnsSecurity::bogus); },
       {"tlsrpt-bogus FAIL"}},
      {"two of them",
       [](Facts& facts) {
         set_texts(facts.tlsrpt, {"v=TLSRPTv1; rua=mailto:a@reports.example",
                                  "v=TLSRPTv1; rua=mailto:b@reports.example"});
       },
       {"tlsrpt-several FAIL"}},
      {"none where reports about DANE need it",
       [](Facts& facts) { set_texts(facts.mx_hosts.front().tlsrpt, {}); },
       {"tlsrpt-missing-at-mx WARN"}},
      {"none there where there is no DANE",
       [](Facts& facts) {
         set_texts(facts.mx_hosts.front().tlsrpt, {});
         facts.mx_hosts.front().tlsa = secure<TlsaRecord>("_25._tcp.mx1.example.org", {});
       },
       {}},
  };
  for (const Case& one : cases) {
    CAPTURE(one.what);
    CHECK(tlsrpt_of(one) == one.want);
  }
}

TEST_CASE("a missing MTA-STS record is told apart from a missing file, and both from none at all") {
  const Case cases[] = {
      {"no record and no file",
       [](Facts& facts) {
         set_texts(facts.mta_sts, {});
         facts.policy_host = {.name = "mta-sts.example.org"};
       },
       {}},
      {"a file without a record",
       [](Facts& facts) { set_texts(facts.mta_sts, {}); },
       {"sts-record-missing FAIL"}},
      {"a record without a file",
       [](Facts& facts) { first_fetch(facts).status = 404; },
       {"policy-not-found FAIL"}},
      {"a record without a host",
       [](Facts& facts) {
         set_texts(facts.policy_host.ipv4, {});
         facts.policy_host.fetches.clear();
       },
       {"policy-host-absent FAIL"}},
      {"a record elsewhere",
       [](Facts& facts) {
         set_texts(facts.mta_sts, {});
         facts.near_misses = {secure<std::string>("mta-sts.example.org", {"v=STSv1; id=1"})};
       },
       {"sts-elsewhere FAIL"}},
      {"no answer",
       [](Facts& facts) { fail(facts.mta_sts, DnsSecurity::unchecked); },
       {"sts-unknown UNTESTED"}},
      {"proved false",
       [](Facts& facts) { fail(facts.mta_sts, DnsSecurity::bogus); },
       {"sts-bogus FAIL"}},
      {"two records",
       [](Facts& facts) {
         set_texts(facts.mta_sts, {"v=STSv1; id=1", "v=STSv1; id=2"});
       },
       {"sts-several FAIL"}},
      {"a record beside one of something else",
       [](Facts& facts) {
         set_texts(facts.mta_sts, {"v=STSv1; id=1", "v=spf1 -all"});
       },
       {}},
      {"a record of a domain that takes no mail",
       [](Facts& facts) {
         facts.mx.values = {{0, ""}};
       },
       {"sts-no-mail WARN"}},
      {"and of one whose MX hosts were not looked at",
       [](Facts& facts) { facts.mx_hosts.clear(); },
       {}},
  };
  for (const Case& one : cases) {
    CAPTURE(one.what);
    CHECK(mta_sts_of(one) == one.want);
  }
}

TEST_CASE("each fault of a policy's host and file is found for itself") {
  const Case cases[] = {
      {"no answer at all",
       [](Facts& facts) {
         first_fetch(facts) = {.address = "192.0.2.3", .reach = {.trouble = Trouble::timed_out}};
       },
       {"policy-no-answer FAIL"}},
      {"no answer from one address of two",
       [](Facts& facts) {
         add_fetch(facts, {.address = "192.0.2.4", .reach = {.trouble = Trouble::refused}});
       },
       {"policy-address-silent RISK"}},
      {"no IPv6 here",
       [](Facts& facts) {
         add_fetch(facts, {.address = "2001:db8::1", .reach = {.trouble = Trouble::no_route}});
       },
       {"policy-untested UNTESTED"}},
      {"an old copy", [](Facts& facts) { first_fetch(facts).age = 3601; }, {"policy-cached WARN"}},
      {"a copy of an hour", [](Facts& facts) { first_fetch(facts).age = 3600; }, {}},
      {"TLS 1.3 alone",
       [](Facts& facts) {
         first_fetch(facts).old_client = SecondLook{.reach = {.trouble = Trouble::no_tls}};
       },
       {"policy-only-tls13 WARN"}},
      {"nothing for clients without a name",
       [](Facts& facts) { first_fetch(facts).old_client = SecondLook{.status = 403}; },
       {"policy-client RISK"}},
      {"the same for clients without a name",
       [](Facts& facts) { first_fetch(facts).old_client = SecondLook{.status = 200}; },
       {}},
      {"CAA that lets nobody issue",
       [](Facts& facts) {
         facts.caa = secure<CaaRecord>("example.org", {{"issue", ";"}});
       },
       {"policy-caa WARN"}},
      {"servers that differ",
       [](Facts& facts) {
         facts.zone_servers = {{.name = "ns1", .mta_sts = ServerTexts{{"v=STSv1; id=1"}}},
                               {.name = "ns2", .mta_sts = ServerTexts{{"v=STSv1; id=2"}}},
                               {.name = "ns3"}};
       },
       {"sts-servers-differ WARN"}},
      {"a server that does not answer",
       [](Facts& facts) {
         facts.zone_servers = {{.name = "ns1", .mta_sts = ServerTexts{{"v=STSv1; id=1"}}},
                               {.name = "ns2"}};
       },
       {}},
      {"no turn at one address",
       [](Facts& facts) {
         add_fetch(facts, {.address = "192.0.2.8", .reach = {.trouble = Trouble::no_turn}});
       },
       {"policy-no-turn UNTESTED"}},
      {"another text at the other address",
       [](Facts& facts) {
         add_fetch(facts, good_fetch("192.0.2.4"));
         facts.policy_host.fetches.back().body += " ";
       },
       {"policy-differs RISK"}},
      {"the same certificate at two addresses is told of once",
       [](Facts& facts) {
         first_fetch(facts).tls->chain_faults = {ChainFault::expired};
         add_fetch(facts, first_fetch(facts));
         facts.policy_host.fetches.back().address = "192.0.2.4";
       },
       {"policy-certificate-expired FAIL"}},
      {"an address that is not public",
       [](Facts& facts) {
         first_fetch(facts) = {.address = "10.0.0.1", .reach = {.trouble = Trouble::not_allowed}};
       },
       {"policy-host-private FAIL"}},
      {"a redirect",
       [](Facts& facts) {
         first_fetch(facts).status = 301;
         first_fetch(facts).location = "https://www.example.org/";
       },
       {"policy-redirect FAIL"}},
      {"a firewall", [](Facts& facts) { first_fetch(facts).status = 403; }, {"policy-status FAIL"}},
      {"HTML", [](Facts& facts) { first_fetch(facts).body = " <html>"; }, {"policy-html FAIL"}},
      {"another type",
       [](Facts& facts) { first_fetch(facts).content_type = "application/octet-stream"; },
       {"policy-content-type RISK"}},
      {"no type",
       [](Facts& facts) { first_fetch(facts).content_type = ""; },
       {"policy-content-type RISK"}},
      {"compressed",
       [](Facts& facts) { first_fetch(facts).content_encoding = "gzip"; },
       {"policy-encoded RISK"}},
      {"too large",
       [](Facts& facts) { first_fetch(facts).too_large = true; },
       {"policy-too-large FAIL"}},
      {"slow",
       [](Facts& facts) { first_fetch(facts).reach.time = std::chrono::milliseconds(3001); },
       {"policy-slow WARN"}},
      {"an old protocol",
       [](Facts& facts) { first_fetch(facts).tls->protocol = "TLSv1"; },
       {"policy-tls-old FAIL"}},
      {"kept for less than a week",
       [](Facts& facts) {
         first_fetch(facts).body =
             "version: STSv1\nmode: enforce\nmx: mx1.example.org\nmax_age: 86400\n";
       },
       {"policy-max-age-week WARN"}},
      {"which in testing is well",
       [](Facts& facts) {
         first_fetch(facts).body =
             "version: STSv1\nmode: testing\nmx: mx1.example.org\nmax_age: 86400\n";
       },
       {}},
      {"testing of which nobody reports",
       [](Facts& facts) {
         set_texts(facts.tlsrpt, {});
         first_fetch(facts).body =
             "version: STSv1\nmode: testing\nmx: mx1.example.org\nmax_age: 86400\n";
       },
       {"policy-testing-blind WARN"}},
  };
  for (const Case& one : cases) {
    CAPTURE(one.what);
    CHECK(mta_sts_of(one) == one.want);
  }
}

}  // namespace tlsward
