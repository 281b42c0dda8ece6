#include "analyzer/problem_key.h"

#include "analyzer/known_reasons.h"
#include "analyzer/reasons.h"
#include "schema/result_type.h"

namespace tlsward {
namespace {

constexpr std::size_t kTexts = 10'000;

// Of the types about the MTA-STS policy its host, whatever MX the sender names beside it.
Domain host_of(const Failure& failure) {
  const ResultType* const type = find_result_type(failure.detail.result_type);
  const bool about_policy = type != nullptr && type->mechanism == Mechanism::mta_sts;
  return about_policy ? Domain("mta-sts." + failure.domain.text())
                      : failure.detail.receiving_mx_hostname;
}

std::string find_cause(const std::string& result_type, const std::string& reason) {
  const std::string_view cause = cause_of(result_type, reason);
  if (cause != "unlisted") return std::string(cause);
  return result_type.empty() ? kUnexplained : result_type;
}

}  // namespace

ProblemKey key_of(const Failure& failure) {
  return {.domain = failure.domain,
          .policy_type = failure.policy_type,
          .result_type = failure.detail.result_type,
          .host = host_of(failure),
          .reason = normalized_reason(failure.detail.failure_reason_code)};
}

CauseKey cause_key(const ProblemKey& key) {
  return {.domain = key.domain, .cause = find_cause(key.result_type, key.reason), .host = key.host};
}

CauseKey CauseFinder::find(const Failure& failure) {
  const FailureDetail& detail = failure.detail;
  std::pair text(detail.result_type, detail.failure_reason_code);
  auto found = known_.find(text);
  if (found == known_.end()) {
    if (known_.size() == kTexts) text.second.clear();
    std::string cause = find_cause(text.first, normalized_reason(text.second));
    if (known_.size() == kTexts)
      return {.domain = failure.domain, .cause = std::move(cause), .host = host_of(failure)};
    found = known_.emplace(std::move(text), std::move(cause)).first;
  }
  return {.domain = failure.domain, .cause = found->second, .host = host_of(failure)};
}

}  // namespace tlsward
