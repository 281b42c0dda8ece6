#include "analyzer/check_mta_sts.h"

#include "analyzer/compatibility.h"
#include "analyzer/finding_kinds.h"
#include "analyzer/record_scan.h"
#include "analyzer/sts_grammar.h"
#include "analyzer/txt_record.h"
#include "analyzer/unseen_characters.h"
#include "schema/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace tlsward {
namespace {

constexpr std::string_view kVersion = "v=STSv1";
constexpr std::size_t kLongestId = 32;

using Findings = std::vector<Finding>;

bool has(const Findings& findings, std::string_view key) {
  return std::ranges::find(findings, key, &Finding::key) != findings.end();
}

// Each kind once: what is wrong twice is mended once.
void add(Findings& findings, std::string_view key, std::string_view evidence = {}) {
  if (!has(findings, key)) findings.push_back(make_finding(key, evidence));
}

bool is_fail(const Finding& finding) {
  return finding.severity == Severity::fail;
}

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

void add_id(Findings& findings, std::string_view key, const ScannedField* field, Timestamp now) {
  if (has(findings, key)) return;
  add(findings, key, field == nullptr ? std::string_view() : std::string_view(field->text));
  findings.back().values = {
      {"suggested", suggested_id(field == nullptr ? std::string_view() : field->value, now)}};
}

bool is_id(const ScannedField& field) {
  return lower_case(field.name) == "id";
}

// What people put into the record that belongs elsewhere; "" for all else.
std::string_view key_of_stray(const ScannedField& field) {
  const std::string name = lower_case(field.name);
  if (name == "rua" || name == "ruf") return "sts-rua";
  if (field.value.find("://") != std::string::npos) return "sts-url";
  if (name == "mode" || name == "mx" || name == "max_age") return "sts-policy-field";
  return {};
}

void judge_id(const ScannedField& field, Timestamp now, Findings& findings) {
  const bool plain = std::ranges::all_of(field.value, is_letter_or_digit);
  if (field.name != "id")
    add(findings, "sts-near-id", field.name);
  else if (field.value.empty())
    add_id(findings, "sts-no-id", nullptr, now);
  else if (!plain)
    add_id(findings, "sts-id", &field, now);
  else if (field.value.size() > kLongestId)
    add_id(findings, "sts-id-too-long", &field, now);
}

void judge_other(const ScannedField& field, Findings& findings) {
  const bool plain =
      std::ranges::all_of(field.value, [](char c) { return c > ' ' && c <= '~' && c != '='; });
  if (!is_field_name(field.name) || field.value.empty() || !plain)
    return add(findings, "sts-field", field.text);
  const std::string_view stray = key_of_stray(field);
  if (!stray.empty()) return add(findings, stray, field.text);
  if (field.name != "v") add(findings, "sts-field-without-meaning", field.text);
}

void judge_fields(const ScannedRecord& record, std::string_view text, Timestamp now,
                  Findings& findings) {
  bool has_id = false;
  for (const ScannedField& field : record.fields) {
    if (field.blank_at_equals) add(findings, "sts-blank-at-equals", field.text);
    if (!is_id(field))
      judge_other(field, findings);
    else if (!std::exchange(has_id, true))
      judge_id(field, now, findings);
  }
  if (!has_id) add_id(findings, "sts-no-id", nullptr, now);
  if (record.has_empty_field) add(findings, "sts-empty-field", text);
  if (record.has_trailing_blank) add(findings, "sts-trailing-blank", text);
}

void judge_letters(std::string_view text, Findings& findings) {
  if (const auto unseen = find_unseen(text)) {
    add(findings, "sts-unseen", unseen->name);
    findings.back().line = 1;
    findings.back().column = unseen->at + 1;
  }
  const auto control = [](char c) { return (c >= 0 && c < ' ' && c != '\t') || c == '\x7f'; };
  if (std::ranges::any_of(text, control)) add(findings, "sts-control", text);
}

// Whether the text is a record however it is spelt, so that its fields mean something.
bool judge_beginning(const ScannedRecord& record, std::string_view text, Findings& findings) {
  switch (record.beginning) {
    case Beginning::exact:
      return true;
    case Beginning::quoted:
      add(findings, "sts-quotes", text);
      return true;
    case Beginning::escaped:
      add(findings, "sts-backslash", record.version);
      return true;
    case Beginning::spelt:
      add(findings, "sts-version", record.version);
      return true;
    case Beginning::swapped:
      add(findings, "sts-swapped", text);
      return false;
    case Beginning::policy:
      add(findings, "sts-policy-text", text);
      return false;
    case Beginning::foreign:
      break;
  }
  add(findings, "sts-foreign", text);
  return false;
}

void add_quirks(const MtaStsRecord& record, Findings& findings) {
  for (const Quirk& quirk : quirks_of(record)) {
    const std::string key = fmt::format("sts-{}", quirk.key);
    if (quirk.key == "field-without-meaning" || has(findings, key)) continue;
    add(findings, key, quirk.evidence);
    findings.back().programs =
        senders_with_mta_sts(fmt::format("{}{}", quirk.refused_by, quirk.read_otherwise_by));
  }
}

}  // namespace

std::vector<Finding> check_mta_sts_record(std::string_view text, Timestamp now) {
  Findings findings;
  judge_letters(text, findings);
  const ScannedRecord scanned = scan_record(text, kVersion);
  if (judge_beginning(scanned, text, findings)) judge_fields(scanned, text, now, findings);
  const auto record = read_mta_sts_record(text);
  if (record)
    add_quirks(*record, findings);
  else if (std::ranges::none_of(findings, is_fail))
    add(findings, "sts-field", record.error().text);
  // What would be a fault elsewhere is allowed in a field that nobody knows.
  for (Finding& finding : findings)
    if (record && is_fail(finding)) finding.severity = Severity::warn;
  return findings;
}

std::vector<Finding> check_mta_sts_records(std::span<const std::string> texts, Timestamp now) {
  const auto is_record = [](const std::string& text) {
    return scan_record(text, kVersion).beginning == Beginning::exact;
  };
  const auto count = std::ranges::count_if(texts, is_record);
  Findings findings;
  for (const std::string& text : texts) {
    if (count == 0 || is_record(text))
      std::ranges::move(check_mta_sts_record(text, now), std::back_inserter(findings));
    else
      findings.push_back(make_finding("sts-discarded", text));
  }
  if (count > 1) {
    findings.push_back(make_finding("sts-several"));
    findings.back().values = {{"count", std::to_string(count)}};
  }
  return findings;
}

std::string mended_mta_sts_record(std::string_view text, Timestamp now) {
  const ScannedRecord scanned = scan_record(text, kVersion);
  const auto id = std::ranges::find_if(scanned.fields, is_id);
  return fmt::format(
      "{}; id={}", kVersion,
      suggested_id(id == scanned.fields.end() ? std::string_view() : id->value, now));
}

}  // namespace tlsward
