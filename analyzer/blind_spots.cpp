#include "analyzer/blind_spots.h"

#include "analyzer/grouping.h"
#include "analyzer/wording.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

namespace tlsward {
namespace {

using std::chrono::days;

std::ptrdiff_t count_days(std::span<const Day> all, Day from, Day before) {
  return std::ranges::lower_bound(all, before) - std::ranges::lower_bound(all, from);
}

std::vector<std::string> display_names(std::span<const Domain> domains) {
  std::vector<std::string> names;
  for (const Domain& domain : domains)
    names.push_back(domain.display());
  return names;
}

std::string shown(const std::string& organization_name, const std::string& reporter) {
  const Witness witness{.reporter = reporter, .organization_name = organization_name};
  return std::string(name(witness));
}

// Reports of which `is_odd` holds, each once, and who sent them.
struct OddReports {
  std::set<std::int64_t> reports;
  std::set<std::string> senders;
  std::int64_t deviations = 0;

  bool empty() const { return reports.empty(); }
  std::string count() const { return counted(static_cast<std::int64_t>(reports.size()), "report"); }
  std::string from() const {
    return enumerate(std::vector<std::string>(senders.begin(), senders.end()));
  }
};

template <typename Predicate>
OddReports find_odd(std::span<const Entry> entries, const Predicate& is_odd) {
  OddReports odd;
  for (const Entry& entry : entries) {
    if (!is_odd(entry) || !odd.reports.insert(entry.report).second) continue;
    odd.senders.insert(shown(entry.organization_name, entry.reporter));
    odd.deviations += entry.deviations;
  }
  return odd;
}

void add_contradictions(const DayEvidence& evidence, std::vector<BlindSpot>& spots) {
  for (const auto& [line, contradiction] : evidence.contradictions)
    spots.push_back({"conflict", sentence(contradiction)});
}

void add_silent(const DayEvidence& evidence, std::vector<BlindSpot>& spots) {
  std::map<std::string, std::vector<Domain>> by_reporter;
  for (const ReporterDays& silent : find_silent(evidence.rhythms, evidence.day))
    by_reporter[shown(silent.organization_name, silent.reporter)].push_back(silent.domain);
  for (const auto& [reporter, domains] : by_reporter)
    spots.push_back({"silent-reporter",
                     fmt::format("{} reports daily for {}, but not for this day (late?).",
                                 shown_name(reporter, 80), enumerate(display_names(domains)))});
}

void add_without_reports(const DayEvidence& evidence, std::vector<BlindSpot>& spots) {
  if (evidence.without_reports.empty()) return;
  spots.push_back({"no-reports", fmt::format("Nobody reported about {}.",
                                             enumerate(display_names(evidence.without_reports)))});
}

// A vouched report came when its operator imported it: that tells nothing of its sender.
void add_late(const DayEvidence& evidence, std::vector<BlindSpot>& spots) {
  const OddReports late = find_odd(evidence.entries, [&](const Entry& entry) {
    return entry.trust != Trust::vouched && entry.received >= evidence.day + days(3);
  });
  if (late.empty()) return;
  spots.push_back({"late", fmt::format("{} of this day came more than 2 days after it ({}).",
                                       late.count(), late.from())});
}

std::string quarantine_sentence(const QuarantineCount& quarantined) {
  const std::string count = counted(quarantined.count, "report");
  const bool one = quarantined.count == 1;
  switch (quarantined.reason) {
    case Reason::not_ours:
      return fmt::format("{} for domains that are not yours {} set aside:", count,
                         one ? "was" : "were");
    case Reason::implausible:
      return fmt::format("{} with dates or counts that cannot be true {} set aside:", count,
                         one ? "was" : "were");
    case Reason::conflict:
      return fmt::format("{} {} what a stored one says; one of both counts:", count,
                         one ? "contradicts" : "contradict");
    default:
      return fmt::format("{} could not be understood and {} kept:", count, one ? "was" : "were");
  }
}

void add_quarantine(const DayEvidence& evidence, std::vector<BlindSpot>& spots) {
  for (const QuarantineCount& quarantined : evidence.quarantine)
    spots.push_back({quarantined.reason == Reason::conflict ? "conflict" : "quarantined",
                     quarantine_sentence(quarantined) + " tlsward quarantine list"});
}

// What was no report is left out: whoever finds the endpoint sends such things.
void add_refused(const DayEvidence& evidence, std::vector<BlindSpot>& spots) {
  for (const Reason reason : {Reason::too_large, Reason::storage_full}) {
    std::int64_t count = 0;
    for (const RefusedCount& refused : evidence.refused)
      count += refused.reason == name(reason) ? refused.count : 0;
    if (count == 0) continue;
    spots.push_back(
        {"refused",
         fmt::format(
             "{} {} turned away on this day and the next, {}: tlsward "
             "quarantine list --reason {}",
             counted(count, "delivery"), count == 1 ? "was" : "were",
             reason == Reason::too_large ? "over a limit" : "for which the quarantine had no room",
             name(reason))});
  }
}

void add_unknown_counts(const DayEvidence& evidence, std::vector<BlindSpot>& spots) {
  const OddReports odd =
      find_odd(evidence.entries, [](const Entry& entry) { return entry.failures_unknown; });
  if (odd.empty()) return;
  spots.push_back({"unknown-counts",
                   fmt::format("{} ({}) {} not say how many sessions failed: there may be more "
                               "failures than are shown.",
                               odd.count(), odd.from(), odd.reports.size() == 1 ? "does" : "do")});
}

void add_unauthenticated(const DayEvidence& evidence, std::vector<BlindSpot>& spots) {
  const OddReports all = find_odd(evidence.entries, [](const Entry&) { return true; });
  const OddReports some = find_odd(
      evidence.entries, [](const Entry& entry) { return entry.trust <= Trust::unauthenticated; });
  if (some.empty()) return;
  spots.push_back({"unauthenticated",
                   fmt::format("{} of {} ({}) may be from anybody (HTTPS): in the totals, but no "
                               "proof.",
                               grouped(static_cast<std::int64_t>(some.reports.size())), all.count(),
                               some.from())});
}

void add_long_range(const DayEvidence& evidence, std::vector<BlindSpot>& spots) {
  const OddReports longer =
      find_odd(evidence.entries, [](const Entry& entry) { return entry.range_over_a_day; });
  if (longer.empty()) return;
  spots.push_back({"long-range", fmt::format("Longer than 36 hours: {} ({}); sessions of other "
                                             "days are counted on this one.",
                                             longer.count(), longer.from())});
}

void add_deviations(const DayEvidence& evidence, std::vector<BlindSpot>& spots) {
  const OddReports odd =
      find_odd(evidence.entries, [](const Entry& entry) { return entry.deviations != 0; });
  if (odd.empty()) return;
  spots.push_back(
      {"deviations", fmt::format("{} from RFC 8460 in {} ({}), read all the same.",
                                 counted(odd.deviations, "deviation"), odd.count(), odd.from())});
}

}  // namespace

bool is_daily(std::span<const Day> all, Day day) {
  return count_days(all, day - days(14), day) >= 10 || count_days(all, day - days(7), day) >= 5;
}

std::vector<ReporterDays> find_silent(std::span<const ReporterDays> rhythms, Day day) {
  std::vector<ReporterDays> silent;
  std::ranges::copy_if(rhythms, std::back_inserter(silent), [&](const ReporterDays& rhythm) {
    const bool proven = is_daily(rhythm.proven_days, day);
    const std::vector<Day>& reported = proven ? rhythm.proven_days : rhythm.days;
    return is_daily(reported, day) && !std::ranges::binary_search(reported, day);
  });
  return silent;
}

std::vector<BlindSpot> find_blind_spots(const DayEvidence& evidence) {
  std::vector<BlindSpot> spots;
  add_contradictions(evidence, spots);
  add_silent(evidence, spots);
  add_without_reports(evidence, spots);
  add_unknown_counts(evidence, spots);
  add_late(evidence, spots);
  add_quarantine(evidence, spots);
  add_refused(evidence, spots);
  add_unauthenticated(evidence, spots);
  add_long_range(evidence, spots);
  add_deviations(evidence, spots);
  return spots;
}

}  // namespace tlsward
