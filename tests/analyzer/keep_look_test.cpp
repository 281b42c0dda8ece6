// Tests analyzer/keep_look.h and analyzer/remembered.h: looks, one after the other, over a Store.
#include "analyzer/keep_look.h"

#include "analyzer/check_domain.h"
#include "analyzer/remembered.h"
#include "analyzer/stored_findings.h"
#include "schema/looks.h"
#include "tests/support/healthy_facts.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>

namespace tlsward {
namespace {

using std::chrono::days;

bool has(const std::vector<Finding>& findings, std::string_view key) {
  return std::ranges::find(findings, key, &Finding::key) != findings.end();
}

Facts facts_on(int day) {
  Facts facts = healthy_facts();
  facts.time += days(day);
  return facts;
}

PolicyFetch& file_of(Facts& facts) {
  return facts.policy_host.fetches.front();
}

void set_body(Facts& facts, const std::string& body) {
  for (PolicyFetch& fetch : facts.policy_host.fetches)
    fetch.body = body;
}

struct Fixture {
  std::unique_ptr<Store> store = open_store(":memory:", Commits::each);

  Checkup look(const Facts& facts) { return keep_look(*store, facts); }
  std::vector<SetUp> set_ups() { return store->looks().set_ups(healthy_facts().domain); }
};

TEST_CASE_FIXTURE(Fixture, "a look is kept with what was found, what is served, and by whom") {
  const Facts facts = healthy_facts();
  const Checkup checkup = look(facts);
  const auto kept = store->looks().last(facts.domain);
  REQUIRE(kept);
  CHECK(kept->time == facts.time);
  CHECK(kept->findings == stored(checkup.findings));
  REQUIRE(set_ups().size() == 1);
  CHECK(set_ups()[0].policy == served_file(facts)->body);
  CHECK_FALSE(set_ups()[0].id.empty());
  CHECK(set_ups()[0].mx_hosts.size() == facts.mx_hosts.size());
  const MxHost& host = facts.mx_hosts.front();
  CHECK(store->looks().certificates(Domain(host.name)).size() == host.looks.size());
  CHECK(store->looks().certificates(Domain(facts.policy_host.name)).size() ==
        facts.policy_host.fetches.size());
}

TEST_CASE_FIXTURE(Fixture, "a look that finds the same makes nothing new but its time") {
  look(facts_on(0));
  look(facts_on(1));
  REQUIRE(set_ups().size() == 1);
  CHECK(set_ups()[0].last - set_ups()[0].first == days(1));
  CHECK(store->looks().last(healthy_facts().domain)->time == facts_on(1).time);
}

TEST_CASE_FIXTURE(Fixture, "a policy that changes without its id is found by the second look") {
  look(facts_on(0));
  Facts changed = facts_on(1);
  set_body(changed, file_of(changed).body + "mx: mx9.example.org\r\n");
  const Checkup checkup = look(changed);
  CHECK(has(checkup.findings, "drift-id-not-changed"));
  CHECK(checkup.verdict == Verdict::action);
  CHECK(set_ups().size() == 2);
  CHECK(has(read_stored(store->looks().last(changed.domain)->findings), "drift-id-not-changed"));
}

TEST_CASE_FIXTURE(Fixture, "what could not be looked at is no change") {
  look(facts_on(0));
  Facts no_dns = facts_on(1);
  no_dns.mta_sts.status = DnsStatus::failed;
  no_dns.mta_sts.values.clear();
  CHECK_FALSE(set_up_of(no_dns));
  Facts no_way = facts_on(2);
  for (PolicyFetch& fetch : no_way.policy_host.fetches)
    fetch = {.address = fetch.address, .reach = {.trouble = Trouble::no_route}};
  CHECK_FALSE(set_up_of(no_way));
  for (const Facts& facts : {no_dns, no_way})
    CHECK_FALSE(has(look(facts).findings, "drift-file-gone"));
  CHECK(set_ups().size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "a policy host that had no turn is not known to be without a file") {
  Facts facts = healthy_facts();
  for (PolicyFetch& fetch : facts.policy_host.fetches)
    fetch = {.address = fetch.address, .reach = {.trouble = Trouble::no_turn}};
  CHECK_FALSE(set_up_of(facts));
}

TEST_CASE_FIXTURE(Fixture, "MX hosts of an earlier look are not taken for those of now") {
  look(facts_on(0));
  CHECK_FALSE(last_look(*store, healthy_facts().domain, facts_on(0).time)->mx_hosts.empty());
  Facts no_dns = facts_on(1);
  no_dns.mta_sts.status = DnsStatus::failed;
  no_dns.mta_sts.values.clear();
  look(no_dns);
  const auto last = last_look(*store, no_dns.domain, no_dns.time);
  REQUIRE(last);
  CHECK(last->time == no_dns.time);
  CHECK(last->mx_hosts.empty());
  CHECK_FALSE(last->mode);
}

TEST_CASE_FIXTURE(Fixture, "a file that is refused to everybody is gone") {
  look(facts_on(0));
  Facts refused = facts_on(1);
  for (PolicyFetch& fetch : refused.policy_host.fetches) {
    fetch.status = 404;
    fetch.body.clear();
  }
  CHECK(has(look(refused).findings, "drift-file-gone"));
  CHECK(set_ups().size() == 2);
}

TEST_CASE_FIXTURE(Fixture,
                  "records that nobody takes are no record that is gone, and others do not count") {
  Facts facts = healthy_facts();
  facts.mta_sts.values.push_back("v=spf1 -all");
  CHECK_FALSE(set_up_of(facts)->id.empty());
  facts.mta_sts.values.push_back("v=STSv1; id=2");
  CHECK_FALSE(set_up_of(facts));
  facts.mta_sts.values = {"v=STSv1;"};
  CHECK_FALSE(set_up_of(facts));
  facts.mta_sts.values = {"v=spf1 -all"};
  CHECK(set_up_of(facts)->id.empty());
}

}  // namespace
}  // namespace tlsward
