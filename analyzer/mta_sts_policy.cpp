#include "analyzer/mta_sts_policy.h"

#include "analyzer/sts_grammar.h"
#include "schema/printable.h"
#include "schema/text.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace tlsward {
namespace {

constexpr std::int64_t kLongest = 31'557'600;  // seconds of a year (RFC 8461 section 3.2)
constexpr std::size_t kMaxAgeDigits = 10;
constexpr std::size_t kHostOctets = 253;
constexpr std::size_t kLabelOctets = 63;

// The lines, which LF or CRLF end; the last one may go without.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
  }
  return lines;
}

std::string_view without_blanks(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Visible ASCII and other UTF-8, with blanks within (sts-policy-ext-value).
bool is_value(std::string_view value) {
  bool changed = false;
  to_utf8(value, changed);
  const auto controls = [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; };
  return !value.empty() && !changed && std::ranges::none_of(value, controls);
}

std::optional<PolicyField> split_line(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return {};
  const PolicyField line{text.substr(0, colon), without_blanks(text.substr(colon + 1))};
  // An empty "mx:" is told as what it is: no host.
  const bool known = line.name == "mx" || line.name == "mode" || line.name == "max_age";
  if (!is_field_name(line.name) || (!known && !is_value(line.value))) return {};
  return line;
}

std::optional<PolicyMode> mode_of(std::string_view value) {
  if (value == "enforce") return PolicyMode::enforce;
  if (value == "testing") return PolicyMode::testing;
  if (value == "none") return PolicyMode::none;
  return {};
}

expected<std::int64_t, PolicyFault> max_age_of(std::string_view value) {
  const bool digits = std::ranges::all_of(value, is_digit);
  if (value.empty() || value.size() > kMaxAgeDigits || !digits)
    return unexpected(PolicyFault::max_age_not_a_number);
  std::int64_t seconds = 0;
  std::from_chars(value.data(), value.data() + value.size(), seconds);
  if (seconds > kLongest) return unexpected(PolicyFault::max_age_too_large);
  return seconds;
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= kLabelOctets && is_letter_or_digit(label.front()) &&
         is_letter_or_digit(label.back()) &&
         std::ranges::all_of(label, [](char c) { return is_letter_or_digit(c) || c == '-'; });
}

// A host name of A-labels. Of digits alone in the last label it is an address, which no certificate
// is asked for.
bool is_host(std::string_view name) {
  if (name.size() > kHostOctets) return false;
  const std::vector<std::string_view> labels = split(name, ".");
  return std::ranges::all_of(labels, is_label) && !std::ranges::all_of(labels.back(), is_digit);
}

// A policy while its lines are read.
class PolicyReading {
 public:
  // Takes a line; returns what is wrong with it.
  std::optional<PolicyFault> take(std::string_view text) {
    const std::optional<PolicyField> line = split_line(text);
    if (!line) return PolicyFault::not_a_field;
    policy_.fields.push_back(*line);
    if (line->name == "version") return take_version(line->value);
    if (line->name == "mode") return take_mode(line->value);
    if (line->name == "max_age") return take_max_age(line->value);
    if (line->name == "mx") return take_mx(line->value);
    return {};
  }

  expected<MtaStsPolicy, PolicyFault> finish() {
    if (!version_) return unexpected(PolicyFault::version_missing);
    if (!mode_) return unexpected(PolicyFault::mode_missing);
    if (!max_age_) return unexpected(PolicyFault::max_age_missing);
    if (policy_.mx.empty() && *mode_ != PolicyMode::none)
      return unexpected(PolicyFault::mx_missing);
    policy_.mode = *mode_;
    policy_.max_age = *max_age_;
    return std::move(policy_);
  }

 private:
  std::optional<PolicyFault> take_version(std::string_view value) {
    if (!version_ && value != "STSv1") return PolicyFault::version_missing;
    version_ = true;
    return {};
  }

  std::optional<PolicyFault> take_mode(std::string_view value) {
    if (mode_) return is_value(value) ? std::nullopt : std::optional(PolicyFault::not_a_field);
    mode_ = mode_of(value);
    return mode_ ? std::nullopt : std::optional(PolicyFault::mode_unknown);
  }

  std::optional<PolicyFault> take_max_age(std::string_view value) {
    if (max_age_) return is_value(value) ? std::nullopt : std::optional(PolicyFault::not_a_field);
    const auto seconds = max_age_of(value);
    if (!seconds) return seconds.error();
    max_age_ = *seconds;
    return {};
  }

  std::optional<PolicyFault> take_mx(std::string_view value) {
    if (!is_mx_pattern(value)) return PolicyFault::mx_not_a_host;
    std::string pattern = lower_case(value);
    if (std::ranges::find(policy_.mx, pattern) == policy_.mx.end())
      policy_.mx.push_back(std::move(pattern));
    return {};
  }

  MtaStsPolicy policy_;
  bool version_ = false;
  std::optional<PolicyMode> mode_;
  std::optional<std::int64_t> max_age_;
};

}  // namespace

expected<MtaStsPolicy, PolicyError> read_policy(std::string_view text) {
  PolicyReading reading;
  std::size_t number = 0;
  for (const std::string_view line : lines_of(text)) {
    ++number;
    if (const auto fault = reading.take(line)) return unexpected(PolicyError{*fault, number});
  }
  auto policy = reading.finish();
  if (!policy) return unexpected(PolicyError{policy.error(), 0});
  return *std::move(policy);
}

bool is_mx_pattern(std::string_view pattern) {
  if (pattern.starts_with("*.")) pattern.remove_prefix(2);
  return is_host(pattern);
}

bool covers(std::string_view pattern, const Domain& host) {
  if (!is_mx_pattern(pattern) || !is_host(host.text())) return false;
  const std::string wanted = lower_case(pattern);
  if (!wanted.starts_with("*.")) return wanted == host.text();
  const auto dot = host.text().find('.');
  return dot != std::string::npos && host.text().substr(dot) == wanted.substr(1);
}

}  // namespace tlsward
