#include "analyzer/counter_evidence.h"

#include "schema/organizational_domain.h"
#include "schema/result_type.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace tlsward {
namespace {

// Fewer failures that others could have met prove nothing: of 3 expected none is seen once in 20
// times.
constexpr double kWouldFail = 3;

// What is looked at of a line's other groups.
constexpr std::size_t kGroups = 20;
constexpr std::size_t kWitnesses = 20;  // of each

using Organizations = std::set<Domain>;

// Of a result type or a cause.
std::string_view kind_of(std::string_view word) {
  if (word.starts_with("certificate-")) return "certificate";
  const ResultType* const type = find_result_type(word);
  const Mechanism mechanism = type == nullptr ? Mechanism::starttls : type->mechanism;
  if (word.starts_with("tlsa-") || mechanism == Mechanism::dane) return name(Mechanism::dane);
  return mechanism == Mechanism::mta_sts ? name(mechanism) : word;
}

std::set<std::string_view> kinds_of(const FailureGroup& group) {
  std::set<std::string_view> kinds = {kind_of(group.key.cause)};
  for (const std::string& type : group.result_types)
    kinds.insert(kind_of(type));
  return kinds;
}

Domain organization_of(const std::string& reporter) {
  return organizational_domain(Domain(reporter));
}

// Whether the failures of both can have been at one place.
bool can_meet(const FailureGroup& one, const FailureGroup& other) {
  return one.key.host == other.key.host || one.key.host.empty() || other.key.host.empty();
}

void add_organizations(Organizations& organizations, const FailureGroup& group) {
  std::size_t looked_at = 0;
  for (const Witness& witness : group.witnesses)
    if (is_proof(witness) && looked_at++ < kWitnesses)
      organizations.insert(organization_of(witness.reporter));
}

// Who met failures that may be those of the group.
Organizations who_met(const FailureGroup& group, std::span<const FailureGroup* const> groups) {
  Organizations met;
  add_organizations(met, group);
  std::size_t looked_at = 0;
  for (const FailureGroup* other : groups)
    if (other->proven > 0 && can_meet(group, *other) && looked_at++ < kGroups)
      add_organizations(met, *other);
  return met;
}

// What the policies of a type demand of a session: "tlsa", "sts", or nothing.
std::string_view demand_of(const Entry& entry) {
  const bool demands = entry.policy_type == "tlsa" || entry.policy_type == "sts";
  return demands ? std::string_view(entry.policy_type) : std::string_view();
}

// The sessions in which the failures of a group were met, and what was demanded of them.
struct Met {
  std::set<std::string_view> demands;
  std::int64_t sessions = 0;

  bool can_be_met_in(const Entry& entry) const {
    return demands.contains("") || demands.contains(demand_of(entry));
  }
};

Met sessions_of(const FailureGroup& group, std::span<const Entry* const> entries) {
  Organizations witnesses;
  add_organizations(witnesses, group);
  Met met;
  for (const Entry* entry : entries) {
    if (!is_proof(entry->trust) || entry->sessions.failed == 0) continue;
    if (!witnesses.contains(organization_of(entry->reporter))) continue;
    met.demands.insert(demand_of(*entry));
    met.sessions = add_saturating(met.sessions, entry->sessions.total());
  }
  const bool by_anybody =
      std::ranges::find(group.result_types, "starttls-not-supported") != group.result_types.end();
  if (by_anybody) met.demands.insert("");
  return met;
}

// By reporter its successful sessions; those that stand under several policies once.
struct Success {
  Witness who;
  std::map<std::string_view, std::int64_t> sessions;  // by demand

  std::int64_t count() const {
    std::int64_t most = 0;
    for (const auto& [demand, successful] : sessions)
      most = std::max(most, successful);
    return most;
  }
};

}  // namespace

bool are_of_one_kind(const FailureGroup& one, const FailureGroup& other) {
  if (one.key.host.empty() || one.key.host != other.key.host) return false;
  const std::set<std::string_view> kinds = kinds_of(one);
  return std::ranges::any_of(kinds_of(other),
                             [&](std::string_view kind) { return kinds.contains(kind); });
}

std::vector<Witness> who_would_have_met(const FailureGroup& group,
                                        std::span<const Entry* const> entries,
                                        std::span<const FailureGroup* const> groups) {
  const Organizations met_it = who_met(group, groups);
  const Met met = sessions_of(group, entries);
  std::map<std::string_view, Success> successes;
  for (const Entry* entry : entries) {
    if (!is_proof(entry->trust) || entry->sessions.successful == 0) continue;
    if (!met.can_be_met_in(*entry) || met_it.contains(organization_of(entry->reporter))) continue;
    Success& success = successes[entry->reporter];
    success.who.reporter = entry->reporter;
    success.who.organization_name = entry->organization_name;
    believe(success.who, *entry);
    std::int64_t& sum = success.sessions[demand_of(*entry)];
    sum = add_saturating(sum, entry->sessions.successful);
  }
  std::vector<Witness> who;
  double would_fail = 0;
  const auto sessions =
      static_cast<double>(std::max({met.sessions, group.proven, std::int64_t{1}}));
  for (const auto& [reporter, success] : successes) {
    who.push_back(success.who);
    would_fail +=
        static_cast<double>(success.count()) * static_cast<double>(group.proven) / sessions;
  }
  if (would_fail < kWouldFail) who.clear();
  return who;
}

}  // namespace tlsward
