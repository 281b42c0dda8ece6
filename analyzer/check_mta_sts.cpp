#include "analyzer/check_mta_sts.h"

#include "analyzer/compatibility.h"
#include "analyzer/finding_kinds.h"
#include "analyzer/mta_sts_policy.h"
#include "analyzer/sts_grammar.h"
#include "analyzer/txt_record.h"
#include "schema/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace tlsward {
namespace {

constexpr std::size_t kLongestId = 32;

// A valid id as like the given one as may be; of the time where nothing is left of it.
std::string suggested_id(std::string_view id, Timestamp now) {
  std::string plain;
  for (const char c : id)
    if (is_letter_or_digit(c) && plain.size() < kLongestId) plain += c;
  if (!plain.empty()) return plain;
  std::string time = format_datetime(now);
  std::erase_if(time, [](char c) { return !is_digit(c); });
  return time;
}

std::string_view key_of(RecordFault fault) {
  switch (fault) {
    case RecordFault::not_a_record:
      return "sts-version";
    case RecordFault::id_missing:
      return "sts-no-id";
    case RecordFault::id_not_plain:
      return "sts-id";
    default:
      return "sts-field";
  }
}

std::string_view key_of(PolicyFault fault) {
  switch (fault) {
    case PolicyFault::not_a_field:
      return "policy-line";
    case PolicyFault::version_missing:
      return "policy-no-version";
    case PolicyFault::mode_missing:
      return "policy-no-mode";
    case PolicyFault::mode_unknown:
      return "policy-mode";
    case PolicyFault::max_age_missing:
      return "policy-no-max-age";
    case PolicyFault::max_age_not_a_number:
      return "policy-max-age";
    case PolicyFault::max_age_too_large:
      return "policy-max-age-year";
    case PolicyFault::mx_missing:
      return "policy-no-mx";
    case PolicyFault::mx_not_a_host:
      return "policy-mx";
  }
  return "policy-line";
}

std::vector<Finding> findings_of(std::string_view prefix, const std::vector<Quirk>& quirks) {
  std::vector<Finding> findings;
  for (const Quirk& quirk : quirks) {
    Finding finding = make_finding(fmt::format("{}-{}", prefix, quirk.key), quirk.evidence);
    finding.line = quirk.line;
    finding.programs =
        senders_with_mta_sts(fmt::format("{}{}", quirk.refused_by, quirk.read_otherwise_by));
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace

std::vector<Finding> check_mta_sts_record(std::string_view text, Timestamp now) {
  const auto record = read_mta_sts_record(text);
  if (record) return findings_of("sts", quirks_of(*record));
  const RecordError& error = record.error();
  const bool at_the_beginning = error.fault == RecordFault::not_a_record;
  Finding finding =
      make_finding(key_of(error.fault), at_the_beginning ? text.substr(0, text.find(';'))
                                                         : std::string_view(error.text));
  const auto equals = error.text.find('=');
  finding.values = {
      {"suggested",
       suggested_id(equals == std::string::npos ? std::string_view()
                                                : std::string_view(error.text).substr(equals + 1),
                    now)}};
  return {std::move(finding)};
}

std::vector<Finding> check_mta_sts_policy(std::string_view text) {
  const auto policy = read_policy(text);
  if (policy) return findings_of("policy", quirks_of(*policy, text));
  Finding finding = make_finding(key_of(policy.error().fault));
  finding.line = policy.error().line;
  if (finding.line != 0) {
    const auto lines = split(text, "\n");
    finding.evidence = trimmed(lines.at(finding.line - 1));
  }
  return {std::move(finding)};
}

}  // namespace tlsward
