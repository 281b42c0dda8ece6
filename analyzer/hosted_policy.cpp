#include "analyzer/hosted_policy.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <new>

namespace tlsward {
namespace {

constexpr std::size_t kHashDigits = 8;
constexpr std::chrono::hours kRecordIsCached{1};

std::string hash_of(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  if (EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1)
    throw std::bad_alloc();
  std::string digits;
  for (std::size_t i = 0; i < kHashDigits / 2; ++i)
    digits += fmt::format("{:02x}", digest.at(i));
  return digits;
}

}  // namespace

std::string_view name(PolicyMode mode) {
  switch (mode) {
    case PolicyMode::none:
      return "none";
    case PolicyMode::testing:
      return "testing";
    case PolicyMode::enforce:
      return "enforce";
  }
  return "none";
}

std::string policy_text(const PolicyTerms& terms) {
  std::string text = fmt::format("version: STSv1\r\nmode: {}\r\n", name(terms.mode));
  for (const std::string& pattern : terms.mx)
    text += fmt::format("mx: {}\r\n", pattern);
  return text + fmt::format("max_age: {}\r\n", terms.max_age);
}

std::optional<PolicyTerms> terms_of(std::string_view text) {
  const auto policy = read_policy(text);
  if (!policy) return {};
  return PolicyTerms{policy->mode, policy->mx, policy->max_age};
}

std::string policy_id(Timestamp now, std::string_view text) {
  return fmt::format("{:%Y%m%d%H%M%S}", now) + hash_of(text);
}

std::string draft_id(std::string_view text) {
  return hash_of(text);
}

bool is_id_of(std::string_view id, std::string_view text) {
  return id.ends_with(hash_of(text));
}

std::string policy_record(std::string_view id) {
  return fmt::format("v=STSv1; id={}", id);
}

std::optional<Timestamp> held_until(std::span<const HostedPolicy> history, Timestamp now) {
  std::optional<Timestamp> last;
  for (const HostedPolicy& policy : history) {
    const auto terms = terms_of(policy.text);
    if (!terms || terms->mode == PolicyMode::none) continue;
    const Timestamp end =
        policy.until.value_or(now) + std::chrono::seconds(terms->max_age) + kRecordIsCached;
    last = std::max(last.value_or(end), end);
  }
  return last;
}

}  // namespace tlsward
