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

std::string cause_in(const std::string& result_type, const std::string& reason) {
  const std::string_view cause = cause_of(result_type, reason);
  return cause == "unlisted" ? result_type : std::string(cause);
}

// The value that is known for the key, or made for it now.
template <typename Key, typename Make>
std::string look_up(std::map<Key, std::string>& known, const Key& key, const Make& make) {
  if (const auto found = known.find(key); found != known.end()) return found->second;
  std::string made = make();
  if (known.size() < kTexts) known.emplace(key, made);
  return made;
}

}  // namespace

ProblemKey key_of(const Failure& failure) {
  return KeyFinder().find(failure);
}

CauseKey cause_key(const ProblemKey& key) {
  return KeyFinder().find_cause(key);
}

ProblemKey KeyFinder::find(const Failure& failure) {
  return {.domain = failure.domain,
          .policy_type = failure.policy_type,
          .result_type = failure.detail.result_type,
          .host = host_of(failure),
          .reason = find_reason(failure.detail.failure_reason_code)};
}

CauseKey KeyFinder::find_cause(const Failure& failure) {
  const FailureDetail& detail = failure.detail;
  return {.domain = failure.domain,
          .cause = find_cause(detail.result_type, find_reason(detail.failure_reason_code)),
          .host = host_of(failure)};
}

CauseKey KeyFinder::find_cause(const ProblemKey& key) {
  return {.domain = key.domain, .cause = find_cause(key.result_type, key.reason), .host = key.host};
}

std::string KeyFinder::find_reason(const std::string& reason) {
  return look_up(reasons_, reason, [&] { return normalized_reason(reason); });
}

std::string KeyFinder::find_cause(const std::string& result_type,
                                  const std::string& normalized_reason) {
  return look_up(causes_, std::pair(result_type, normalized_reason),
                 [&] { return cause_in(result_type, normalized_reason); });
}

}  // namespace tlsward
