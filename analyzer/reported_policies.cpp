#include "analyzer/reported_policies.h"

#include "analyzer/grouping.h"
#include "schema/text.h"

#include <algorithm>
#include <charconv>

namespace tlsward {
namespace {

constexpr std::int64_t kLongestAge = 31'557'600;  // RFC 8461 section 3.2
constexpr std::size_t kMost = 1000;  // versions, of all reporters together: senders make them up

std::optional<PolicyMode> mode_in(std::span<const std::string> policy_string) {
  const std::string mode = policy_mode(policy_string);
  for (const PolicyMode each : {PolicyMode::none, PolicyMode::testing, PolicyMode::enforce})
    if (mode == name(each)) return each;
  return {};
}

std::int64_t max_age_in(std::span<const std::string> policy_string) {
  constexpr std::string_view key = "max_age:";
  std::int64_t seconds = 0;
  for (const std::string& part : policy_string) {
    const auto at = part.find(key);
    if (at == std::string::npos) continue;
    const std::string_view digits = trimmed(std::string_view(part).substr(at + key.size()));
    std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
    break;
  }
  return seconds < 0 || seconds > kLongestAge ? 0 : seconds;
}

ReportedPolicy begin(const Entry& entry, PolicyTerms terms) {
  return {.reporter = entry.reporter,
          .organization_name = entry.organization_name,
          .terms = std::move(terms),
          .first = entry.day,
          .last = entry.day,
          .sessions = {}};
}

void add(std::vector<ReportedPolicy>& policies, const Entry& entry) {
  if (!is_proof(entry.trust)) return;
  const std::optional<PolicyTerms> terms = terms_in(entry.policy_string);
  if (!terms) return;
  auto found = std::ranges::find_if(policies, [&](const ReportedPolicy& policy) {
    return policy.reporter == entry.reporter && policy.terms == *terms;
  });
  if (found == policies.end()) {
    if (policies.size() == kMost) return;
    found = policies.insert(policies.end(), begin(entry, *terms));
  }
  found->first = std::min(found->first, entry.day);
  found->last = std::max(found->last, entry.day);
  found->sessions += entry.sessions;
}

}  // namespace

std::optional<PolicyTerms> terms_in(std::span<const std::string> as_sent) {
  std::vector<std::string> policy_string;
  for (const std::string& text : as_sent)
    for (const std::string_view line : split(text, "\n"))
      policy_string.emplace_back(line);
  const std::optional<PolicyMode> mode = mode_in(policy_string);
  if (!mode) return {};
  PolicyTerms terms{
      .mode = *mode, .mx = policy_mx(policy_string), .max_age = max_age_in(policy_string)};
  std::ranges::sort(terms.mx);
  terms.mx.erase(std::ranges::unique(terms.mx).begin(), terms.mx.end());
  return terms;
}

bool is_same_policy(const PolicyTerms& one, const PolicyTerms& other) {
  const auto sorted = [](std::vector<std::string> mx) {
    std::ranges::sort(mx);
    return mx;
  };
  const bool same_age = one.max_age == 0 || other.max_age == 0 || one.max_age == other.max_age;
  return one.mode == other.mode && same_age && sorted(one.mx) == sorted(other.mx);
}

std::vector<ReportedPolicy> reported_policies(Store& store, const Domain& domain, Day since,
                                              Day until) {
  std::vector<ReportedPolicy> policies;
  store.reports().each_entry(
      {.lines = {domain}, .policy_type = "sts", .since = since, .until = until},
      [&](const Entry& entry) { add(policies, entry); });
  std::ranges::sort(policies, {}, [](const ReportedPolicy& policy) {
    return std::pair(std::string_view(policy.reporter), policy.first);
  });
  return policies;
}

}  // namespace tlsward
