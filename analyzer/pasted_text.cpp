#include "analyzer/pasted_text.h"

#include "analyzer/policy_scan.h"
#include "analyzer/record_name.h"
#include "analyzer/zone_text.h"
#include "schema/text.h"

#include <algorithm>
#include <array>

namespace tlsward {
namespace {

constexpr std::array<std::string_view, 4> kNames = {"unknown", "tlsrpt-record", "mta-sts-record",
                                                    "policy"};

bool is_policy(std::string_view text) {
  const ScannedPolicy policy = scan_policy(text);
  if (policy.is_utf16 || policy.shape == PolicyShape::html || policy.shape == PolicyShape::json)
    return true;
  return std::ranges::any_of(policy.lines, [](const ScannedLine& line) {
    return line.form == LineForm::field || line.form == LineForm::spelt ||
           line.form == LineForm::translated || line.form == LineForm::equals;
  });
}

TextKind kind_of_record(std::string_view text) {
  const std::string lower = lower_case(text);
  const auto has = [&](std::string_view part) { return lower.find(part) != std::string::npos; };
  if (has("tlsrpt") || has("tls-rpt") || has("rua=")) {
    const bool dmarc = has("v=dmarc") || has("v=sts");
    return dmarc ? (has("v=sts") ? TextKind::mta_sts_record : TextKind::unknown)
                 : TextKind::tlsrpt_record;
  }
  return has("v=sts") || has("stsv1") ? TextKind::mta_sts_record : TextKind::unknown;
}

TextKind kind_of_name(const Domain& name) {
  const std::string& text = name.text();
  if (text.starts_with(kTlsrptLabel)) return TextKind::tlsrpt_record;
  return text.starts_with(kMtaStsLabel) ? TextKind::mta_sts_record : TextKind::unknown;
}

TextKind kind_of(const ZoneRecord& record) {
  const TextKind kind = kind_of_record(record.text);
  return kind == TextKind::unknown ? kind_of_name(Domain(record.name)) : kind;
}

// The record that the others are told from: the first that is recognized.
const ZoneRecord* main_record(const std::vector<ZoneRecord>& records) {
  const auto found = std::ranges::find_if(
      records, [](const ZoneRecord& record) { return kind_of(record) != TextKind::unknown; });
  if (found != records.end()) return &*found;
  return records.empty() ? nullptr : &records.front();
}

}  // namespace

std::string_view name(TextKind kind) {
  return kNames[static_cast<std::size_t>(kind)];
}

PastedText read_pasted(std::string_view text, TextKind kind) {
  if (kind == TextKind::policy || (kind == TextKind::unknown && is_policy(text)))
    return {.kind = TextKind::policy, .name = {}, .texts = {std::string(text)}, .elsewhere = {}};
  const std::vector<ZoneRecord> records = read_zone_text(text);
  const ZoneRecord* const main = main_record(records);
  PastedText pasted{.kind = kind, .name = {}, .texts = {}, .elsewhere = {}};
  if (main == nullptr) return pasted;
  pasted.name = Domain(main->name);
  if (kind == TextKind::unknown) pasted.kind = kind_of(*main);
  for (const ZoneRecord& record : records)
    (Domain(record.name) == pasted.name ? pasted.texts : pasted.elsewhere).push_back(record.text);
  return pasted;
}

}  // namespace tlsward
