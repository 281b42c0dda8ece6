#include "analyzer/digest_evidence.h"

#include "analyzer/gather_problems.h"

#include <algorithm>
#include <utility>

namespace tlsward {
namespace {

using std::chrono::days;

constexpr int kEstablishes = 3;             // days before on which a reporter told of a line
constexpr std::size_t kDistrustedTold = 3;  // senders, by name
constexpr days kLate{24};                   // Microsoft's reports come up to so many days late

void read_habits(DigestEvidence& evidence) {
  const Day day = evidence.day.day;
  for (const ReporterDays& reporter : evidence.history.reporters) {
    for (const Day proven : reporter.proven_days)
      if (proven >= day - kLineRemembered) evidence.proven[reporter.domain].insert(proven);
    const auto before = std::ranges::lower_bound(reporter.proven_days, day);
    if (before - reporter.proven_days.begin() >= kEstablishes)
      evidence.established[reporter.domain].push_back(reporter.reporter);
  }
  evidence.day.silent = find_silent(evidence.history.reporters, day);
  for (const Silence& silence : evidence.day.silent)
    evidence.due.insert(silence.reporter->domain);
}

// What came of days that were told of since the digest before was made.
std::vector<Arrival> read_late(Store& store, Filter filter, const DigestSpan& span) {
  filter.since = span.told + days(1) - kLate;
  filter.until = span.told;
  return store.reports().arrivals(filter, span.late);
}

// An imported file came when its operator imported it: that tells nothing of its sender.
void leave_out_imported(std::vector<Arrival>& late) {
  std::erase_if(late, [](const Arrival& arrival) { return arrival.trust == Trust::vouched; });
}

// Up to which day what people decided belongs to it: who mutes something does not want to be told
// of it any more, whichever day is told of.
Day decided_until(const DigestSpan& span) {
  return span.looked ? std::chrono::floor<days>(*span.looked) : span.day;
}

void read_causes(Store& store, DigestEvidence& evidence, const DigestSpan& span) {
  // It was still untold, if it is known what was told.
  if (span.late.after == 0) leave_out_imported(evidence.day.late);
  ProblemList problems = read_problems(store, evidence.history, decided_until(span));
  evidence.causes =
      lasting_causes(std::move(problems.problems), {span.day, span.told}, evidence.day.late);
  leave_out_imported(evidence.day.late);
  for (const auto& [key, cause] : evidence.causes) {
    auto& addresses = evidence.addresses[{key.domain, key.host}];
    addresses.insert(addresses.end(), cause.receiving_ips.begin(), cause.receiving_ips.end());
  }
}

// How the machine fares; of that what the scope sees.
void read_channels(Store& store, DigestEvidence& evidence, const DigestScope& scope) {
  const Day day = evidence.day.day;
  evidence.day.is_guest = scope.is_guest;
  evidence.day.refused = store.deliveries().refused(day, day + days(1));
  evidence.day.mailboxes = store.mailboxes().statuses();
  if (scope.has_endpoint) evidence.day.endpoint = store.endpoints().status();
  if (!scope.is_guest)
    evidence.day.quarantine = store.deliveries().count_quarantined(day, Timestamp(day + days(2)));
}

// What a line among others does not tell. `filter`: the day, and all lines of the scope, also those
// of which no report counts.
void read_arrivals(Store& store, DigestEvidence& evidence, const DigestScope& scope,
                   Filter filter) {
  filter.limit = kDistrustedTold;
  evidence.day.distrusted = store.reports().distrusted(filter);
  if (!scope.is_guest) {
    evidence.last_received = store.reports().last_received();
    return;
  }
  filter.since = evidence.day.day - days(kDigestDays - 1);
  filter.until = evidence.day.day + days(1);
  evidence.last_received = store.reports().last_received_of(filter);
}

// Those of the last two days before the digest is made. What each domain's MX hosts were, and which
// certificates they showed, is asked for where something failed.
void read_looks(Store& store, DigestEvidence& evidence, const DigestSpan& span) {
  const bool is_told = span.late.until != Timestamp::max();
  const Timestamp made = span.looked.value_or(is_told ? span.late.until : digest_time(span.day));
  for (const Look& look : store.looks().last_of_all(made - kLookLasts, made))
    evidence.looks[look.domain] = kept_look(look);
  std::set<Domain> seen;
  for (const FailureGroup& group : evidence.groups) {
    const auto look = evidence.looks.find(group.key.domain);
    if (look == evidence.looks.end()) continue;
    if (seen.insert(look->first).second) add_set_up(store, look->first, look->second);
    if (evidence.certificates.size() < kMostCompared &&
        !evidence.certificates.contains(group.key.host))
      evidence.certificates[group.key.host] = store.looks().certificates(group.key.host, made);
  }
}

}  // namespace

DigestEvidence read_evidence(Store& store, const DigestSpan& span, const DigestScope& scope) {
  const Day day = span.day;
  DigestEvidence evidence;
  evidence.day.day = day;
  Filter filter{.domains = scope.domains, .since = day, .until = day};
  filter.domains.insert(filter.domains.end(), scope.mx_hosts.begin(), scope.mx_hosts.end());
  evidence.history = read_history(store, filter.domains, day, kDigestDays);
  store.reports().each_conflict(
      filter, [&](const Conflict& conflict) { add(evidence.day.contradictions, conflict); });
  if (!span.in_short) read_arrivals(store, evidence, scope, filter);
  narrow_to_lines(filter, evidence.history);
  evidence.day.entries =
      merge_entries([&](const auto& use) { store.reports().each_entry(filter, use); });
  evidence.lines = group_lines(evidence.day.entries);
  evidence.groups = group_failures(
      evidence.day.entries, [&](const auto& use) { store.reports().each_failure(filter, use); });
  read_habits(evidence);
  if (!span.in_short) evidence.day.late = read_late(store, filter, span);
  read_causes(store, evidence, span);
  if (!span.in_short) read_looks(store, evidence, span);
  read_channels(store, evidence, scope);
  return evidence;
}

}  // namespace tlsward
