// analyzer/check_dane.cpp
#include "analyzer/check_domain.h"
#include "tests/support/healthy_facts.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

DnsAnswer<TlsaRecord>& first_tlsa(Facts& facts) {
  return facts.mx_hosts.front().tlsa;
}

void set_records(Facts& facts, std::vector<TlsaRecord> records) {
  first_tlsa(facts).values = std::move(records);
}

const std::string kHash(32, '\xaa');

struct Case {
  const char* what;
  void (*break_it)(Facts& facts);
  Keys want;
};

}  // namespace

TEST_CASE("nothing is found of DANE with which nothing is wrong, nor where there is none") {
  CHECK(check_dane(healthy_facts()).empty());
  Facts facts = healthy_facts();
  for (MxHost& host : facts.mx_hosts)
    host.tlsa = secure<TlsaRecord>(host.tlsa.name, {});
  CHECK(check_dane(facts).empty());
}

TEST_CASE("each fault of DANE is found for itself") {
  const Case cases[] = {
      {"proved false",
       [](Facts& facts) {
         first_tlsa(facts).status = DnsStatus::failed;
         first_tlsa(facts).security = DnsSecurity::bogus;
       },
       {"dane-bogus FAIL"}},
      {"no answer",
       [](Facts& facts) {
         first_tlsa(facts).status = DnsStatus::failed;
         first_tlsa(facts).security = DnsSecurity::insecure;
       },
       {"dane-unknown UNTESTED"}},
      {"signatures of 40 days that end in less than 5",
       [](Facts& facts) {
         using std::chrono::hours;
         facts.mx.signature = {kLooked - hours(36 * 24), kLooked + hours(4 * 24)};
       },
       {"dnssec-ends WARN"}},
      {"signatures of 2 days that end in one, as some servers make them for each answer",
       [](Facts& facts) {
         using std::chrono::hours;
         facts.mx.signature = {kLooked - hours(24), kLooked + hours(24)};
       },
       {}},
      {"records that are not signed",
       [](Facts& facts) { first_tlsa(facts).security = DnsSecurity::insecure; },
       {"dane-unsigned WARN"}},
      {"an MX set that is not signed",
       [](Facts& facts) {
         facts.mx.security = DnsSecurity::insecure;
         facts.mx_hosts.pop_back();
       },
       {"dane-mx-unsigned WARN"}},
      {"no fit",
       [](Facts& facts) {
         facts.mx_hosts.front().looks.front().tls->dane = DaneMatch::not_matched;
       },
       {"dane-no-match FAIL"}},
      {"a CA that is not sent",
       [](Facts& facts) {
         set_records(facts, {{2, 1, 1, kHash}});
         facts.mx_hosts.front().looks.front().tls->dane = DaneMatch::not_matched;
       },
       {"dane-anchor FAIL"}},
      {"a usage of the web beside a good record",
       [](Facts& facts) {
         set_records(facts, {{3, 1, 1, kHash}, {1, 1, 1, kHash}});
       },
       {"dane-usage WARN"}},
      {"no record that can be used",
       [](Facts& facts) {
         set_records(facts, {{1, 1, 1, kHash}});
         facts.mx_hosts.front().looks.front().tls->dane = DaneMatch::none_usable;
       },
       {"dane-usage WARN", "dane-none-usable WARN"}},
      {"a hash that is too short",
       [](Facts& facts) {
         set_records(facts, {{3, 1, 1, kHash}, {3, 1, 1, "short"}});
       },
       {"dane-record FAIL"}},
      {"a matching type that nobody knows",
       [](Facts& facts) {
         set_records(facts, {{3, 1, 1, kHash}, {3, 1, 7, kHash}});
       },
       {"dane-record FAIL"}},
      {"a host without records beside one with",
       [](Facts& facts) { first_tlsa(facts) = secure<TlsaRecord>("_25._tcp.mx1.example.org", {}); },
       {"dane-partial WARN"}},
      {"a certificate that was not seen",
       [](Facts& facts) { facts.mx_hosts.front().looks.front().tls.reset(); },
       {"dane-not-seen UNTESTED"}},
  };
  for (const Case& one : cases) {
    CAPTURE(one.what);
    Facts facts = healthy_facts();
    one.break_it(facts);
    CHECK(keys_of(check_dane(facts)) == one.want);
  }
}

TEST_CASE("without a proof nothing is said of DANE but that, least of all that it is right") {
  Facts facts = healthy_facts();
  facts.proved = false;
  CHECK(keys_of(check_dane(facts)) == Keys{"dane-unproved UNTESTED"});
}

}  // namespace tlsward
