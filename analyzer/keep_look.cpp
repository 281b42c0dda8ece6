#include "analyzer/keep_look.h"

#include "analyzer/check_domain.h"
#include "analyzer/drift.h"
#include "analyzer/grouping.h"
#include "analyzer/hosted_policy.h"
#include "analyzer/remembered.h"
#include "analyzer/stored_findings.h"
#include "schema/looks.h"
#include "schema/policies.h"
#include "schema/reports.h"

#include <algorithm>
#include <chrono>
#include <map>

namespace tlsward {
namespace {

using std::chrono::days;

constexpr days kReports{30};       // of which reports are held against what is seen
constexpr days kTried{7};          // of which hosts in failures are
constexpr std::size_t kMost = 20;  // such hosts: senders write what they like

// MX hosts of failures that are proof, each with the last day.
std::vector<TriedHost> tried_hosts(Store& store, const Domain& domain, Day today) {
  std::map<Domain, Day> last;
  store.reports().each_failure({.lines = {domain}, .since = today - kTried, .until = today},
                               [&](const Failure& failure) {
                                 const Domain& host = failure.detail.receiving_mx_hostname;
                                 if (!is_proof(failure.trust) || !host.is_host_name()) return;
                                 if (last.size() == kMost && !last.contains(host)) return;
                                 Day& day = last[host];
                                 day = std::max(day, failure.day);
                               });
  std::vector<TriedHost> tried;
  for (const auto& [host, day] : last)
    tried.push_back({host, day});
  return tried;
}

// What was seen before with what is seen now: nothing where that tells nothing.
DriftFacts drift_facts(Store& store, const Facts& facts) {
  DriftFacts drift{.now = facts.time, .seen = {}, .hosted = {}, .reported = {}, .tried = {}};
  const std::optional<SetUp> now = set_up_of(facts);
  if (!now) return drift;
  drift.seen = store.looks().set_ups(facts.domain, facts.time);
  if (!drift.seen.empty() && drift.seen.back().is_same(*now))
    drift.seen.back().last = now->last;
  else
    drift.seen.push_back(*now);
  const Day today = std::chrono::floor<days>(facts.time);
  drift.hosted = store.policies().served(facts.domain);
  drift.reported = reported_policies(store, facts.domain, today - kReports, today);
  drift.tried = tried_hosts(store, facts.domain, today);
  return drift;
}

void write_down(Store& store, const Checkup& checkup) {
  const Facts& facts = checkup.facts;
  store.looks().add(
      {.domain = facts.domain, .time = facts.time, .findings = stored(checkup.findings)});
  if (const auto set_up = set_up_of(facts)) store.looks().note(*set_up);
  for (const CertificateSighting& certificate : certificates_of(facts))
    store.looks().note(certificate);
}

}  // namespace

std::optional<KeptLook> last_look(Store& store, const Domain& domain, Timestamp now) {
  const std::optional<Look> look = store.looks().last(domain, now);
  if (!look || now - look->time > kLookLasts) return {};
  KeptLook kept = kept_look(*look);
  add_set_up(store, domain, kept);
  return kept;
}

KeptLook kept_look(const Look& look) {
  return {.time = look.time, .findings = read_stored(look.findings), .mx_hosts = {}, .mode = {}};
}

void add_set_up(Store& store, const Domain& domain, KeptLook& look) {
  const std::vector<SetUp> set_ups = store.looks().set_ups(domain, look.time);
  if (set_ups.empty() || set_ups.back().last < look.time) return;
  look.mx_hosts = set_ups.back().mx_hosts;
  if (const auto terms = terms_of(set_ups.back().policy)) look.mode = terms->mode;
}

Checkup keep_look(Store& store, Facts facts) {
  Findings drift = check_drift(drift_facts(store, facts));
  Checkup checkup = check(
      std::move(facts), {CheckGroup::tlsrpt, CheckGroup::mta_sts, CheckGroup::mx, CheckGroup::dane},
      std::move(drift));
  store.transact([&] { write_down(store, checkup); });
  return checkup;
}

}  // namespace tlsward
