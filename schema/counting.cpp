// The arithmetic of sessions. Every sum of counts in tlsward goes through here, for senders' counts
// may be as large as they like.
#include "schema/counting.h"

#include <algorithm>
#include <limits>
#include <map>

namespace tlsward {

namespace {

constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::string_view kNoPolicyFound = "no-policy-found";

using ByPolicyType = std::map<std::string_view, Sessions>;

// The sessions of one reporter.
Sessions count_types(const ByPolicyType& types) {
  Sessions without_policy;
  Sessions largest;
  for (const auto& [policy_type, sessions] : types) {
    if (policy_type == kNoPolicyFound) {
      without_policy = sessions;
    } else {
      largest.successful = std::max(largest.successful, sessions.successful);
      largest.failed = std::max(largest.failed, sessions.failed);
    }
  }
  return without_policy += largest;
}

// Whether the entry is an MX host's own view of sessions. A missing type tells nothing.
bool is_view_of_mx_host(const Policy& policy) {
  return !policy.policy_type.empty() && policy.policy_type != "sts" && policy.mx_host.size() == 1 &&
         policy.mx_host.front().is_host_name();
}

// The policy_domain of all entries that have one; empty if they differ.
Domain shared_domain(const Report& report) {
  Domain shared;
  for (const Policy& policy : report.policies) {
    if (policy.policy_domain.empty()) continue;
    if (!shared.empty() && policy.policy_domain != shared) return {};
    shared = policy.policy_domain;
  }
  return shared;
}

// What stands behind the first `separator`; empty if there is none.
std::string_view behind(std::string_view text, std::string_view separator) {
  const auto found = text.find(separator);
  return found == std::string_view::npos ? std::string_view{}
                                         : text.substr(found + separator.size());
}

Domain host_name_or_none(std::string_view text) {
  Domain domain(text);
  return domain.is_host_name() ? domain : Domain{};
}

}  // namespace

Sessions& Sessions::operator+=(const Sessions& other) {
  successful = add_saturating(successful, other.successful);
  failed = add_saturating(failed, other.failed);
  return *this;
}

std::int64_t Sessions::total() const {
  return add_saturating(successful, failed);
}

std::int64_t add_saturating(std::int64_t a, std::int64_t b) {
  return a > kMost - b ? kMost : a + b;
}

std::int64_t failures_of(const Policy& policy) {
  return std::max(policy.summary.total_failure_session_count.value_or(0), sum_of_details(policy));
}

std::int64_t sum_of_details(const Policy& policy) {
  std::int64_t sum = 0;
  for (const FailureDetail& detail : policy.failure_details) {
    sum = add_saturating(sum, detail.failed_session_count.value_or(0));
  }
  return sum;
}

Sessions sessions_of(const Policy& policy) {
  return {.successful = policy.summary.total_successful_session_count.value_or(0),
          .failed = failures_of(policy)};
}

Sessions count_sessions(std::span<const Counted> entries) {
  std::map<std::string_view, ByPolicyType> by_reporter;
  for (const Counted& entry : entries) {
    by_reporter[entry.reporter][entry.policy_type] += entry.sessions;
  }
  Sessions all;
  for (const auto& [reporter, types] : by_reporter) {
    all += count_types(types);
  }
  return all;
}

std::size_t entries_of(const Report& report) {
  std::size_t entries = report.policies.size();
  for (const Policy& policy : report.policies)
    entries += policy.failure_details.size();
  return entries;
}

Domain counting_domain(const Report& report, const Policy& policy, std::string_view file_name) {
  if (is_view_of_mx_host(policy)) return policy.mx_host.front();
  if (!policy.policy_domain.empty()) return policy.policy_domain;
  if (Domain shared = shared_domain(report); !shared.empty()) return shared;
  // Postfix with sys4's tlsrpt-reporter: date, "idx" and a number, domain (which may hold a "_").
  Domain from_report_id = host_name_or_none(behind(behind(report.report_id, "_idx"), "_"));
  if (!from_report_id.empty()) return from_report_id;
  // RFC 8460 section 5.1: sender "!" policy-domain "!" begin "!" end
  const std::string_view policy_domain_on = behind(file_name, "!");
  return host_name_or_none(policy_domain_on.substr(0, policy_domain_on.find('!')));
}

}  // namespace tlsward
