#include "analyzer/check_tlsrpt.h"

#include "analyzer/compatibility.h"
#include "analyzer/finding_kinds.h"
#include "analyzer/nearest.h"
#include "analyzer/record_scan.h"
#include "analyzer/sts_grammar.h"
#include "analyzer/txt_record.h"
#include "analyzer/unseen_characters.h"
#include "schema/text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace tlsward {
namespace {

constexpr std::string_view kVersion = "v=TLSRPTv1";
constexpr std::size_t kMostUris = 100;  // that are looked at; more are no record of anybody

using Findings = std::vector<Finding>;

bool has(const Findings& findings, std::string_view key) {
  return std::ranges::find(findings, key, &Finding::key) != findings.end();
}

// Each kind once: what is wrong twice is mended once.
void add(Findings& findings, std::string_view key, std::string_view evidence = {}) {
  if (!has(findings, key)) findings.push_back(make_finding(key, evidence));
}

bool is_control(char c) {
  return (c >= 0 && c < ' ' && c != '\t') || c == '\x7f';
}

bool is_rua(const ScannedField& field) {
  const std::string name = lower_case(field.name);
  return name == "rua" || (name != "ruf" && name.size() < 6 && nearest(name, {"rua"}));
}

// "a@example.com!10m", as DMARC has it: where its "!" is.
std::optional<std::size_t> size_suffix(std::string_view uri) {
  const auto mark = uri.rfind('!');
  if (mark == std::string_view::npos || mark + 1 == uri.size()) return {};
  std::string_view size = uri.substr(mark + 1);
  if (std::string_view("kKmMgGtT").find(size.back()) != std::string_view::npos)
    size.remove_suffix(1);
  const bool digits = std::ranges::all_of(size, is_digit);
  return digits ? std::optional(mark) : std::nullopt;
}

std::string_view key_of(RecordFault fault, std::string_view uri) {
  const std::string lower = lower_case(uri);
  if (size_suffix(uri)) return "tlsrpt-size-suffix";
  if (lower.starts_with("http:")) return "tlsrpt-http";
  if (lower.starts_with("mailto://")) return "tlsrpt-mailto-slashes";
  if (fault == RecordFault::uri_not_plain) return "tlsrpt-uri-letter";
  if (fault == RecordFault::uri_not_whole) return "tlsrpt-uri-not-whole";
  return uri.find(':') == std::string_view::npos && uri.find('@') != std::string_view::npos
             ? "tlsrpt-no-scheme"
             : "tlsrpt-scheme";
}

std::vector<std::string_view> uris_in(std::string_view list) {
  std::vector<std::string_view> uris = split(list, ",");
  if (uris.size() > kMostUris) uris.resize(kMostUris);
  for (std::string_view& uri : uris)
    uri = trimmed(uri);
  return uris;
}

void judge_list(std::string_view list, Findings& findings) {
  for (const std::string_view uri : uris_in(list)) {
    if (uri.empty())
      add(findings, "tlsrpt-empty-uri", list);
    else if (const auto fault = fault_of_uri(uri))
      add(findings, key_of(*fault, uri), uri);
  }
}

void judge_field(const ScannedField& field, Findings& findings) {
  const bool is_list = is_rua(field);
  if (!field.has_equals) {
    const bool is_uri = field.text.find_first_of(":@") != std::string::npos;
    return add(findings, is_uri ? "tlsrpt-semicolon-list" : "tlsrpt-field", field.text);
  }
  if (field.blank_at_equals) add(findings, "tlsrpt-blank-at-equals", field.text);
  if (is_list && field.name != "rua") add(findings, "tlsrpt-near-rua", field.name);
  if (is_list) return judge_list(field.value, findings);
  const bool plain =
      std::ranges::none_of(field.value, [](char c) { return c <= ' ' || c > '~' || c == '='; });
  if (!is_field_name(field.name) || field.value.empty() || !plain)
    add(findings, "tlsrpt-field", field.text);
  else
    add(findings, "tlsrpt-field-without-meaning", field.text);
}

void judge_letters(std::string_view text, Findings& findings) {
  if (const auto unseen = find_unseen(text)) {
    Finding finding = make_finding("tlsrpt-unseen", unseen->name);
    finding.line = 1;
    finding.column = unseen->at + 1;
    findings.push_back(std::move(finding));
  }
  if (std::ranges::any_of(text, is_control)) add(findings, "tlsrpt-control", text);
}

// Whether the text is a record however it is spelt, so that its fields mean something.
bool judge_beginning(const ScannedRecord& record, std::string_view text, Findings& findings) {
  switch (record.beginning) {
    case Beginning::exact:
      return true;
    case Beginning::quoted:
      add(findings, "tlsrpt-quotes", text);
      return true;
    case Beginning::escaped:
    case Beginning::spelt:
      add(findings, "tlsrpt-version", record.version);
      return true;
    case Beginning::swapped:
      add(findings, "tlsrpt-swapped", text);
      return false;
    case Beginning::policy:
    case Beginning::foreign:
      break;
  }
  add(findings, "tlsrpt-foreign", text);
  return false;
}

void judge_fields(const ScannedRecord& record, std::string_view text, Findings& findings) {
  for (const ScannedField& field : record.fields)
    judge_field(field, findings);
  if (record.has_empty_field) add(findings, "tlsrpt-empty-field", text);
  if (record.has_trailing_blank) add(findings, "tlsrpt-trailing-blank", text);
  if (std::ranges::none_of(record.fields, is_rua)) add(findings, "tlsrpt-no-rua");
}

std::string domain_of(std::string_view uri) {
  const auto at = uri.find('@');
  return at == std::string_view::npos ? ""
                                      : std::string(uri.substr(at + 1, uri.find('?') - at - 1));
}

// What a good record may still want.
void judge_destinations(const TlsrptRecord& record, const Domain& domain, Findings& findings) {
  const auto is_mail = [](std::string_view uri) {
    return lower_case(uri.substr(0, 7)) == "mailto:";
  };
  const auto is_at_home = [&](std::string_view uri) {
    return is_mail(uri) && Domain(domain_of(uri)).is_within(domain);
  };
  if (record.rua.size() > 1)
    add(findings, "tlsrpt-several-uris", fmt::to_string(fmt::join(record.rua, ",")));
  if (std::ranges::none_of(record.rua, is_mail)) {
    add(findings, "tlsrpt-only-https", record.rua.front());
    findings.back().programs = {"mox"};
  }
  if (domain.empty()) return;
  if (std::ranges::all_of(record.rua, is_at_home))
    add(findings, "tlsrpt-mailbox-at-home", record.rua.front());
  const auto elsewhere = std::ranges::find_if(
      record.rua, [&](const std::string& uri) { return is_mail(uri) && !is_at_home(uri); });
  if (elsewhere != record.rua.end()) add(findings, "tlsrpt-mailbox-elsewhere", *elsewhere);
}

void add_quirks(const TlsrptRecord& record, std::string_view text, Findings& findings) {
  for (const Quirk& quirk : quirks_of(record, text)) {
    if (quirk.key == "field-without-meaning") continue;  // its field was judged
    const std::string key = fmt::format("tlsrpt-{}", quirk.key);
    if (has(findings, key)) continue;
    add(findings, key, quirk.evidence);
    findings.back().programs =
        senders_with_tlsrpt(fmt::format("{}{}", quirk.refused_by, quirk.read_otherwise_by));
  }
}

bool is_fail(const Finding& finding) {
  return finding.severity == Severity::fail;
}

// The address as it was meant; may still be none.
std::string mended_uri(std::string_view uri) {
  if (const auto mark = size_suffix(uri)) uri = uri.substr(0, *mark);
  std::string mended(uri);
  const auto colon = mended.find(':');
  if (colon != std::string::npos)
    mended = lower_case(mended.substr(0, colon)) + mended.substr(colon);
  else if (mended.find('@') != std::string::npos)
    mended.insert(0, "mailto:");
  if (mended.starts_with("mailto://")) mended.erase(7, 2);
  if (mended.starts_with("http:")) mended.insert(4, "s");
  for (auto at = mended.find('!'); at != std::string::npos; at = mended.find('!'))
    mended.replace(at, 1, "%21");
  return mended;
}

}  // namespace

std::vector<Finding> check_tlsrpt_record(std::string_view text, const Domain& domain) {
  Findings findings;
  judge_letters(text, findings);
  const ScannedRecord scanned = scan_record(text, kVersion);
  if (judge_beginning(scanned, text, findings)) judge_fields(scanned, text, findings);
  const auto record = read_tlsrpt_record(text);
  if (record) {
    add_quirks(*record, text, findings);
    judge_destinations(*record, domain, findings);
  } else if (std::ranges::none_of(findings, is_fail)) {
    add(findings, "tlsrpt-field", record.error().text);
  }
  // What would be a fault elsewhere is allowed in a field that nobody knows.
  for (Finding& finding : findings)
    if (record && is_fail(finding)) finding.severity = Severity::warn;
  return findings;
}

std::vector<Finding> check_tlsrpt_records(std::span<const std::string> texts,
                                          const Domain& domain) {
  const auto is_record = [](const std::string& text) {
    return scan_record(text, kVersion).beginning == Beginning::exact;
  };
  const auto count = std::ranges::count_if(texts, is_record);
  Findings findings;
  for (const std::string& text : texts) {
    if (count == 0 || is_record(text))
      std::ranges::move(check_tlsrpt_record(text, domain), std::back_inserter(findings));
    else
      findings.push_back(make_finding("tlsrpt-discarded", text));
  }
  if (count > 1) {
    findings.push_back(make_finding("tlsrpt-several"));
    findings.back().values = {{"count", std::to_string(count)}};
  }
  return findings;
}

std::optional<std::string> mended_tlsrpt_record(std::string_view text) {
  const ScannedRecord scanned = scan_record(text, kVersion);
  std::vector<std::string> uris;
  for (const ScannedField& field : scanned.fields) {
    if (!is_rua(field) && field.has_equals) continue;
    for (const std::string_view uri : uris_in(field.has_equals ? field.value : field.text)) {
      std::string mended = mended_uri(uri);
      if (!fault_of_uri(mended) && std::ranges::find(uris, mended) == uris.end())
        uris.push_back(std::move(mended));
    }
  }
  if (uris.empty()) return {};
  return fmt::format("{}; rua={}", kVersion, fmt::join(uris, ","));
}

}  // namespace tlsward
