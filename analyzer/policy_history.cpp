#include "analyzer/policy_history.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>

namespace tlsward {
namespace {

using nlohmann::ordered_json;
using std::chrono::seconds;

PolicyVersion& version_of(std::vector<PolicyVersion>& versions, const PolicyTerms& terms) {
  const auto found = std::ranges::find_if(
      versions, [&](const PolicyVersion& version) { return is_same_policy(version.terms, terms); });
  if (found != versions.end()) return *found;
  versions.push_back({.terms = terms});
  return versions.back();
}

void hold_until(PolicyVersion& version, Timestamp fetched) {
  if (version.terms.mode == PolicyMode::none || version.terms.max_age == 0) return;
  const Timestamp end = fetched + seconds(version.terms.max_age);
  version.held_until = std::max(version.held_until.value_or(end), end);
}

void add_seen(std::vector<PolicyVersion>& versions, const SetUp& set_up, bool is_last) {
  const std::optional<PolicyTerms> terms = terms_of(set_up.policy);
  if (!terms) return;
  PolicyVersion& version = version_of(versions, *terms);
  if (!version.first) version.first = set_up.first;
  version.last = set_up.last;
  version.is_served = is_last;
  if (set_up.id.empty()) return;
  hold_until(version, set_up.last);
  if (std::ranges::find(version.ids, set_up.id) == version.ids.end())
    version.ids.push_back(set_up.id);
}

// The newest of what each reporter quotes.
std::vector<const ReportedPolicy*> newest_of_each(std::span<const ReportedPolicy> reported) {
  std::vector<const ReportedPolicy*> newest;
  for (const ReportedPolicy& policy : reported) {
    const auto found = std::ranges::find_if(
        newest, [&](const ReportedPolicy* other) { return other->reporter == policy.reporter; });
    if (found == newest.end())
      newest.push_back(&policy);
    else if (policy.last >= (*found)->last)
      *found = &policy;
  }
  return newest;
}

// When it was last heard of.
Timestamp heard(const PolicyVersion& version) {
  Timestamp last = version.last.value_or(Timestamp::min());
  for (const PolicyHolder& holder : version.holders)
    last = std::max(last, Timestamp(holder.last));
  return last;
}

}  // namespace

std::vector<PolicyVersion> policy_history(std::span<const SetUp> seen,
                                          std::span<const ReportedPolicy> reported) {
  std::vector<PolicyVersion> versions;
  for (const SetUp& set_up : seen)
    add_seen(versions, set_up, &set_up == &seen.back());
  for (const ReportedPolicy* const policy : newest_of_each(reported)) {
    PolicyVersion& version = version_of(versions, policy->terms);
    version.holders.push_back({policy->reporter, policy->organization_name, policy->last});
    // It may have been fetched at the end of that day.
    if (!version.is_served) hold_until(version, policy->last + std::chrono::days(1));
  }
  for (PolicyVersion& version : versions)
    std::ranges::sort(version.holders, {}, &PolicyHolder::organization_name);
  std::ranges::stable_sort(versions, std::ranges::greater{}, [](const PolicyVersion& version) {
    return std::pair(version.is_served, heard(version));
  });
  return versions;
}

ordered_json to_json(const PolicyVersion& version) {
  const auto time = [](const std::optional<Timestamp>& when) {
    return when ? ordered_json(format_datetime(*when)) : ordered_json();
  };
  auto holders = ordered_json::array();
  for (const PolicyHolder& holder : version.holders)
    holders.push_back(holder.organization_name.empty() ? holder.reporter
                                                       : holder.organization_name);
  return {{"mode", name(version.terms.mode)},  {"mx", version.terms.mx},
          {"max_age", version.terms.max_age},  {"ids", version.ids},
          {"first_seen", time(version.first)}, {"last_seen", time(version.last)},
          {"is_served", version.is_served},    {"held_until", time(version.held_until)},
          {"holders", std::move(holders)}};
}

}  // namespace tlsward
